//! Derives the theme's brand tokens for light and dark pages from one brand color, with sufficient contrast.
//!
//! Steps: take hue and chroma; derive the tint and the line color; change only the lightness of the brand color until
//! text in it is legible on all backgrounds of the theme. All steps use OKLCH, in which equal distances look equal.

use super::colour::{Oklch, Rgb, contrast};

/// The minimum contrast of text in WCAG 2.2 (success criterion 1.4.3, level AA).
const TEXT_CONTRAST: f64 = 4.5;

/// The step by which lightness changes, too small to be visible.
const STEP: f64 = 0.004;

/// The brand tokens of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Palette {
    /// A rule for the `tokens` layer of the style sheet.
    pub css: String,
    /// Whether the color had to be changed to be legible on light pages. Dark pages always use a lighter one.
    pub adjusted: bool,
    /// The color on light pages, as `#rrggbb`.
    pub shown: String,
}

/// The parameters for light or dark pages.
struct ColourMode {
    /// The backgrounds of brand-colored text, other than the tint: `bg`, `surface` and `surface-2`.
    backgrounds: [Rgb; 3],
    /// The direction in which lightness moves away from the backgrounds.
    away: f64,
    /// Replaces a brand color that is too close to the backgrounds, before contrast is checked: its new lightness, and
    /// a factor for its chroma, because light colors look paler than dark ones with the same chroma.
    brand: (f64, f64),
    /// The lightness and maximum chroma of the tint, of the line, and of text on brand-colored areas.
    tint: (f64, f64),
    line: (f64, f64),
    on_brand: (f64, f64),
}

/// The lightness values are those of the theme's own tokens, measured in OKLCH.
const LIGHT: ColourMode = ColourMode {
    backgrounds: [[0xFB, 0xFA, 0xF7], [0xFF, 0xFF, 0xFF], [0xF3, 0xF1, 0xEB]],
    away: -1.0,
    brand: (1.0, 1.0),
    tint: (0.95, 0.016),
    line: (0.858, 0.039),
    on_brand: (1.0, 0.0),
};

const DARK: ColourMode = ColourMode {
    backgrounds: [[0x10, 0x14, 0x13], [0x17, 0x1C, 0x1A], [0x1F, 0x25, 0x23]],
    away: 1.0,
    brand: (0.81, 1.33),
    tint: (0.285, 0.037),
    line: (0.43, 0.056),
    on_brand: (0.232, 0.037),
};

/// The tokens for light or dark pages.
struct ColourTokens {
    brand: Rgb,
    hover: Rgb,
    on_brand: Rgb,
    tint: Rgb,
    line: Rgb,
}

/// Derives the brand tokens from `color`.
#[must_use]
pub fn palette(color: [u8; 3]) -> Palette {
    let given = Oklch::from_rgb(color);
    let light = tokens(given, &LIGHT);
    let dark = tokens(given, &DARK);
    let mut css = String::from("@layer tokens{:root{");
    let pairs = [
        ("brand", light.brand, dark.brand),
        ("brand-hover", light.hover, dark.hover),
        ("on-brand", light.on_brand, dark.on_brand),
        ("brand-tint", light.tint, dark.tint),
        ("brand-line", light.line, dark.line),
    ];
    for (name, light, dark) in pairs {
        css.extend(["--", name, ":light-dark(", &hex(light), ",", &hex(dark), ");"]);
    }
    css += "}}\n";
    Palette { css, adjusted: light.brand != color, shown: hex(light.brand) }
}

/// Derives the brand tokens for light or dark pages.
fn tokens(given: Oklch, mode: &ColourMode) -> ColourTokens {
    let derived =
        |(lightness, max_chroma): (f64, f64)| Oklch { lightness, chroma: given.chroma.min(max_chroma), hue: given.hue };
    let tint = derived(mode.tint).to_rgb();
    let [bg, surface, surface_2] = mode.backgrounds;
    let brand = legible(start(given, mode), &[bg, surface, surface_2, tint], mode.away);
    let on_brand = legible(derived(mode.on_brand), &[brand.to_rgb()], -mode.away);
    ColourTokens {
        brand: brand.to_rgb(),
        hover: hover(brand, on_brand, mode).to_rgb(),
        on_brand: on_brand.to_rgb(),
        tint,
        line: derived(mode.line).to_rgb(),
    }
}

/// The brand color before contrast is checked.
fn start(given: Oklch, mode: &ColourMode) -> Oklch {
    /// The maximum chroma of a changed color; more would glow on a dark page.
    const MAX_CHROMA: f64 = 0.14;
    let (lightness, factor) = mode.brand;
    if (given.lightness - lightness) * mode.away >= 0.0 {
        return given;
    }
    Oklch { lightness, chroma: (given.chroma * factor).min(MAX_CHROMA), hue: given.hue }
}

/// Changes the lightness of `colour` in the direction `away` until it is legible on all of `backgrounds`.
fn legible(mut colour: Oklch, backgrounds: &[Rgb], away: f64) -> Oklch {
    while (0.0..=1.0).contains(&colour.lightness) {
        let shown = colour.to_rgb();
        if backgrounds.iter().all(|background| contrast(shown, *background) >= TEXT_CONTRAST) {
            return colour;
        }
        colour.lightness += away * STEP;
    }
    colour.with_lightness(colour.lightness.clamp(0.0, 1.0))
}

/// The color under the pointer: further away from the page, or closer to it if there is no further color.
fn hover(brand: Oklch, on_brand: Oklch, mode: &ColourMode) -> Oklch {
    /// Enough to be noticed, but not enough to look like another color.
    const DISTANCE: f64 = 0.07;
    let further = brand.lightness + mode.away * DISTANCE;
    let headroom = (0.02..=0.98).contains(&further);
    let lightness = if headroom { further } else { brand.lightness - mode.away * 2.0 * DISTANCE };
    let [bg, surface, surface_2] = mode.backgrounds;
    legible(brand.with_lightness(lightness), &[bg, surface, surface_2, on_brand.to_rgb()], mode.away)
}

/// The color as `#rrggbb`.
fn hex([r, g, b]: Rgb) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(color: Rgb, adjusted: bool) {
        let palette = palette(color);
        assert_eq!(palette.adjusted, adjusted, "{}", palette.css);
        assert_eq!(palette.shown == hex(color), !adjusted);
    }

    #[test]
    fn legible_colours_are_kept() {
        check([0x0B, 0x63, 0x54], false);
        check([0x1F, 0x4F, 0xE0], false);
        check([0, 0, 0], false);
    }

    #[test]
    fn pale_colours_are_darkened() {
        check([0xFF, 0xD4, 0x00], true);
        check([255, 255, 255], true);
    }

    #[test]
    fn the_themes_own_colour_gives_nearly_its_own_tokens() {
        let css = palette([0x0B, 0x63, 0x54]).css;
        assert_eq!(
            css,
            "@layer tokens{:root{--brand:light-dark(#0b6354,#6cd8c0);--brand-hover:light-dark(#004e41,#84efd6);\
             --on-brand:light-dark(#ffffff,#05231d);--brand-tint:light-dark(#e4f2ee,#13302a);\
             --brand-line:light-dark(#b6d9d0,#2a5a4f);}}\n"
        );
    }

    fn reaches_its_contrasts(color: Rgb) -> Result<(), TestCaseError> {
        for mode in [&LIGHT, &DARK] {
            let tokens = tokens(Oklch::from_rgb(color), mode);
            let [bg, surface, surface_2] = mode.backgrounds;
            for background in [bg, surface, surface_2, tokens.tint, tokens.on_brand] {
                prop_assert!(contrast(tokens.brand, background) >= TEXT_CONTRAST, "brand on {}", hex(background));
            }
            for background in [bg, surface, tokens.on_brand] {
                prop_assert!(contrast(tokens.hover, background) >= TEXT_CONTRAST, "hover on {}", hex(background));
            }
            prop_assert!(tokens.hover != tokens.brand);
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn any_colour_reaches_its_contrasts(color: [u8; 3]) {
            reaches_its_contrasts(color)?;
        }

        #[test]
        fn so_does_any_grey(grey: u8) {
            reaches_its_contrasts([grey; 3])?;
        }
    }
}
