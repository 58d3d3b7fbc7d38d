//! scratch profile
use answerbook::site::{labels, nav, related, route, visibility};
use answerbook::theme::{assets, texts::Texts};
use answerbook::{content, extras, links, load, pipeline, render, site};
use std::sync::Arc;
use std::time::Instant;
fn main() {
    let dir = std::env::var("AB_DIR").unwrap();
    let options = load::Options { date: jiff::civil::date(2026, 1, 1), drafts: false, base_url: None, out: None };
    let mut memory = load::Memory::default();
    let cache = content::Cache::default();
    for round in 0..4 {
        let t = Instant::now();
        let l = move |n: &str, t: &mut Instant| {
            eprintln!("{n:>12} {:7.1} ms", t.elapsed().as_secs_f64() * 1e3);
            *t = Instant::now();
        };
        let mut t = t;
        let loaded = load::reload(dir.as_ref(), &options, &mut memory).unwrap();
        l("load", &mut t);
        eprintln!("changed {}", loaded.changed.len());
        let project = Arc::new(loaded.project);
        let texts = Texts::load(&project.theme, "en").value;
        let a = assets::bundle(&project.theme, &project.config.brand, None).value;
        l("texts,assets", &mut t);
        let p = content::parse(&project, &texts, &cache).value;
        l("parse", &mut t);
        if round > 1 {
            let (p, _) = visibility::split(&project, p.clone());
            l("  split", &mut t);
            let mut d = Vec::new();
            let mut folders = nav::grow(&project, &p);
            l("  grow", &mut t);
            let r = route::assign(&project, &p, &mut folders, &mut d);
            l("  routes", &mut t);
            let la = labels::gather(&p, &r.system.labels);
            l("  labels", &mut t);
            let re = related::Index::new(&p);
            l("  related", &mut t);
            drop((p, folders, r, la, re));
            l("  drop", &mut t);
        }
        let s = site::build(&project, p).value;
        l("site", &mut t);
        let ta = links::target::Targets::new(&project, &s);
        l("  targets", &mut t);
        drop(ta);
        l("  drop", &mut t);
        let h = links::resolve(&project, &s);
        l("links", &mut t);
        let k = render::kitchen(Arc::clone(&project), s, h.value, a, Arc::new(texts)).value;
        l("kitchen", &mut t);
        let pages = render::pages(&k.site, false);
        l("pages", &mut t);
        let e = extras::texts(&k, &pages);
        l("extras", &mut t);
        let page = pages.values().find(|p| matches!(p, render::Page::Article(_))).unwrap();
        k.cook(page).unwrap();
        l("cook1", &mut t);
        k.cook(&render::Page::Home(Default::default())).unwrap();
        l("home", &mut t);
        drop((k, pages, e));
        l("drop", &mut t);
        drop(project);
        l("drop project", &mut t);
    }
    let _ = pipeline::build;
}
