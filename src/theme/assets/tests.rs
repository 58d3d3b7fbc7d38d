use super::*;
use crate::diagnostic::Place;
use crate::source::{Sources, Spanned};
use crate::theme::fixture;

const DEFAULTS: [(&str, &str); 8] = [
    ("styles/01-tokens.css", "@layer tokens { :root { --brand: #0B6354 } }"),
    ("styles/02-font.css", "@font-face { src: url(\"sans.woff2\") }"),
    ("scripts/10-a.js", "const a = 1;\n"),
    ("scripts/20-b.js", "const a = 2;"),
    ("scripts-inline/boot.js", "f()\n"),
    ("files/sans.woff2", "font"),
    ("files/sans-LICENSE.txt", "OFL"),
    ("files/favicon.svg", "<svg fill=\"#0B6354\"/>"),
];

fn bundled(site: &[(&str, &str)], brand: &Brand) -> Outcome<AssetSet> {
    bundle(&fixture::theme(&mut Sources::default(), &DEFAULTS, site), brand, Some((*b"own").into()))
}

fn content(assets: &AssetSet, address: &Address) -> String {
    String::from_utf8(assets.files[&address.out_path()].to_vec()).expect("the assets of the test are text")
}

/// A value with a span in the configuration.
fn spanned<T>(value: T) -> Spanned<T> {
    let source = Sources::default().add(ProjectPath::new("answerbook.toml"), "");
    Spanned { value, span: Span::new(source, 0..0) }
}

#[test]
fn styles_are_joined_and_led_to_their_files() {
    let assets = bundled(&[], &Brand::default()).value;
    let font = fingerprinted("sans.woff2", b"font");
    let expected = format!("@layer tokens{{:root{{--brand:#0B6354}}}}\n@font-face{{src:url(\"{font}\")}}\n");
    assert_eq!(content(&assets, &assets.style), expected);
    assert_eq!(assets.font, Some(Address::new(&format!("_assets/{font}"))));
    assert_eq!(assets.style.as_str(), format!("/_assets/{}", fingerprinted("style.css", expected.as_bytes())));
}

#[test]
fn the_sites_styles_join_in_their_place() {
    let site = [("styles/015-mine.css", "a{}"), ("styles/02-font.css", "b{}"), ("styles/notes.txt", "x")];
    let assets = bundled(&site, &Brand::default()).value;
    assert!(content(&assets, &assets.style).ends_with("}\na{}\nb{}\n"));
    assert_eq!(assets.font, None);
}

#[test]
fn scripts_have_scopes_of_their_own() {
    let assets = bundled(&[], &Brand::default()).value;
    assert_eq!(content(&assets, &assets.script), "{\nconst a = 1;\n}\n{\nconst a = 2;\n}\n");
}

#[test]
fn the_inline_script_has_a_hash_and_cannot_end_early() {
    let assets = bundled(&[], &Brand::default()).value;
    assert_eq!(assets.boot_script, "f()");
    // printf 'f()' | openssl dgst -sha256 -binary | base64
    assert_eq!(assets.boot_hash, "sha256-GcEEE0IkDzIP5EQ6DXZaDPORqT5RTBELX8Fyzyg9yvo=");
    let assets = bundled(&[("scripts-inline/boot.js", "'</script>'")], &Brand::default()).value;
    assert_eq!(assets.boot_script, "'<\\/script>'");
}

#[test]
fn files_are_published_and_licences_keep_their_names() {
    let assets =
        bundled(&[("files/img/my bg.png", "png"), ("styles/90.css", "a{b:url('img/my bg.png#x')}")], &Brand::default());
    assert_eq!(assets.diagnostics, []);
    let paths: Vec<&str> = assets.value.files.keys().map(OutPath::as_str).collect();
    assert!(paths.contains(&"_assets/sans-LICENSE.txt"));
    let picture = fingerprinted("img/my bg.png", b"png");
    assert!(paths.contains(&format!("_assets/{picture}").as_str()));
    let expected = format!("url(\"{}#x\")", picture.replace(' ', "%20"));
    assert!(content(&assets.value, &assets.value.style).contains(&expected));
    assert_eq!(assets.value.favicon_type, "image/svg+xml");
}

#[test]
fn the_configuration_chooses_the_font() {
    let brand = Brand { font: Font::System, ..Brand::default() };
    let assets = bundled(&[], &brand).value;
    assert_eq!((content(&assets, &assets.style).contains("@font-face"), &assets.font), (false, &None));

    let brand = Brand { font: Font::File(spanned(ProjectPath::new("theme/My.woff2"))), ..Brand::default() };
    let assets = bundled(&[], &brand).value;
    let font = assets.font.clone().expect("a font to load early");
    assert_eq!(content(&assets, &font), "own");
    let sheet = content(&assets, &assets.style);
    assert!(sheet.contains(&fingerprinted("My.woff2", b"own")) && !sheet.contains("sans."));
}

#[test]
fn a_pale_brand_colour_is_reported() {
    let brand = |color| Brand { color: Some(spanned(color)), ..Brand::default() };
    assert_eq!(bundled(&[], &brand([0x1F, 0x4F, 0xE0])).diagnostics, []);
    let found = bundled(&[], &brand([0xFF, 0xE0, 0x00])).diagnostics;
    assert_eq!(found.iter().map(|diagnostic| diagnostic.code).collect::<Vec<_>>(), [codes::THEME_CONTRAST]);
}

#[test]
fn the_tab_icon_takes_the_brands_colour() {
    let brand = Brand { color: Some(spanned([0x1F, 0x4F, 0xE0])), ..Brand::default() };
    let assets = bundled(&[], &brand).value;
    assert_eq!(content(&assets, &assets.favicon), "<svg fill=\"#1f4fe0\"/>");
    let assets = bundled(&[("files/favicon.svg", "<svg fill=\"#0B6354\"/>")], &brand).value;
    assert_eq!(content(&assets, &assets.favicon), "<svg fill=\"#0B6354\"/>");
}

#[test]
fn a_missing_file_is_reported_at_its_place() {
    let style = "a{b:url(sansa.woff2);c:url(data:x),url(https://x/y),url(#z)}";
    let found = bundled(&[("styles/90.css", style)], &Brand::default()).diagnostics;
    let [diagnostic] = found.as_slice() else { panic!("{found:?}") };
    let Place::Span(span) = &diagnostic.place else { panic!("{diagnostic:?}") };
    assert_eq!(&style[span.range.clone()], "sansa.woff2");
    assert_eq!(diagnostic.help, ["did you mean `sans.woff2`?"]);
}

#[test]
fn fingerprints_stand_before_the_extension() {
    let hash = &blake3::hash(b"x").to_hex()[..8];
    assert_eq!(fingerprinted("a.b.css", b"x"), format!("a.b.{hash}.css"));
    assert_eq!(fingerprinted("a.b/c", b"x"), format!("a.b/c.{hash}"));
    assert_eq!(fingerprinted(".x", b"x"), format!(".x.{hash}"));
}

#[test]
fn sheets_of_some_pages_are_files_of_their_own() {
    let site = [("styles-pages/code.css", "b { top: 0 }"), ("styles-pages/notes.txt", "x")];
    let assets = bundled(&site, &Brand::default()).value;
    assert_eq!(assets.page_styles.keys().collect::<Vec<_>>(), ["code"]);
    assert_eq!(assets.page_styles["code"].css, "b{top:0}");
    assert!(!content(&assets, &assets.style).contains("b{"));
}

#[test]
fn the_style_sheet_of_all_pages_is_small() {
    const LARGEST: usize = 8000;
    let theme = Theme::layered(crate::theme::ThemeOverrides::new());
    let assets = bundle(&theme, &Brand::default(), None).value;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut packed, &assets.files[&assets.style.out_path()]).expect("memory can be written to");
    let size = packed.finish().expect("memory can be written to").len();
    assert!(size <= LARGEST, "{size} bytes with gzip, more than {LARGEST}");
}
