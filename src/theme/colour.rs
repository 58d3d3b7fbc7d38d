//! Converts colors between sRGB and OKLCH, and computes the contrast of two colors.
//!
//! `OKLab` is by Björn Ottosson (<https://bottosson.github.io/posts/oklab/>, matrices of 2021-01-25); OKLCH is its
//! polar form. Contrast follows WCAG 2.2, <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>.

#![allow(clippy::many_single_char_names)] // r, g, b, l, m, s and a are the names in the formulas' source

/// An sRGB color with 8 bits per channel. Contrast is measured on it, because it is what the style sheet contains.
pub(super) type Rgb = [u8; 3];

/// A color by perceived lightness, chroma and hue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Oklch {
    /// From 0 (black) to 1 (white).
    pub(super) lightness: f64,
    /// From 0 (gray) to about 0.32 (the most vivid sRGB color).
    pub(super) chroma: f64,
    /// In radians.
    pub(super) hue: f64,
}

impl Oklch {
    /// Converts an sRGB color to lightness, chroma and hue.
    pub(super) fn from_rgb(rgb: Rgb) -> Self {
        let [r, g, b] = rgb.map(to_linear);
        let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        let lightness = 0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s;
        let a = 1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s;
        let b = 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s;
        Self { lightness, chroma: a.hypot(b), hue: b.atan2(a) }
    }

    /// The nearest sRGB color with this lightness and hue. Chroma is reduced until sRGB can represent the color.
    pub(super) fn to_rgb(self) -> Rgb {
        const STEPS: usize = 20;
        let lightness = self.lightness.clamp(0.0, 1.0);
        let at = |chroma: f64| Self { lightness, chroma, hue: self.hue }.to_linear_rgb();
        let (mut low, mut high) = (0.0, self.chroma);
        if !in_gamut(at(high)) {
            for _ in 0..STEPS {
                let middle = f64::midpoint(low, high);
                if in_gamut(at(middle)) { low = middle } else { high = middle }
            }
            high = low;
        }
        at(high).map(from_linear)
    }

    /// The same color with another lightness.
    pub(super) fn with_lightness(self, lightness: f64) -> Self {
        Self { lightness, ..self }
    }

    /// Linear red, green and blue; outside 0 to 1 if sRGB cannot represent the color.
    fn to_linear_rgb(self) -> [f64; 3] {
        let (a, b) = (self.chroma * self.hue.cos(), self.chroma * self.hue.sin());
        let l = (self.lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
        let m = (self.lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
        let s = (self.lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
        [
            4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
            -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
            -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
        ]
    }
}

/// The contrast ratio of two colors, from 1 (equal) to 21 (black on white).
pub(super) fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The relative luminance, <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>.
fn luminance(rgb: Rgb) -> f64 {
    let [r, g, b] = rgb.map(to_linear);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// sRGB's transfer function, from a channel's byte to linear light (IEC 61966-2-1).
fn to_linear(channel: u8) -> f64 {
    let channel = f64::from(channel) / 255.0;
    if channel <= 0.040_45 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
}

/// The inverse of [`to_linear`], rounded.
fn from_linear(light: f64) -> u8 {
    let light = light.clamp(0.0, 1.0);
    let channel = if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped to 0..=255
    let byte = (channel * 255.0).round() as u8;
    byte
}

/// Whether sRGB can represent the color, within the precision of a byte per channel.
fn in_gamut(linear: [f64; 3]) -> bool {
    const TOLERANCE: f64 = 0.000_5;
    linear.iter().all(|light| (-TOLERANCE..=1.0 + TOLERANCE).contains(light))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rgb: Rgb, lightness: f64, chroma: f64, degrees: f64) {
        let found = Oklch::from_rgb(rgb);
        let hue = found.hue.to_degrees().rem_euclid(360.0);
        let near = |found: f64, expected: f64, tolerance: f64| (found - expected).abs() < tolerance;
        let fits = near(found.lightness, lightness, 0.001) && near(found.chroma, chroma, 0.001);
        assert!(fits && near(hue, degrees, 0.1), "{found:?}, hue {hue}");
    }

    #[test]
    fn known_colours_have_their_published_coordinates() {
        // Values from the sample conversions of CSS Color 4.
        check([255, 0, 0], 0.628, 0.2577, 29.23);
        check([0, 255, 0], 0.8664, 0.2948, 142.5);
        check([0, 0, 255], 0.452, 0.3132, 264.05);
    }

    #[test]
    fn colours_survive_the_round_trip() {
        for rgb in [[0, 0, 0], [255, 255, 255], [11, 99, 84], [255, 0, 255], [128, 128, 128], [1, 2, 3]] {
            assert_eq!(Oklch::from_rgb(rgb).to_rgb(), rgb);
        }
    }

    #[test]
    fn contrasts_are_those_of_wcag() {
        assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
        assert!((contrast([255; 3], [0x76; 3]) - 4.54).abs() < 0.01);
    }

    #[test]
    fn a_colour_that_cannot_be_shown_keeps_its_lightness() {
        let wanted = Oklch { lightness: 0.9, chroma: 0.4, hue: 0.5 };
        assert!((Oklch::from_rgb(wanted.to_rgb()).lightness - 0.9).abs() < 0.01);
    }
}
