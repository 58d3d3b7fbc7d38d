//! Publishes a made history: its files, its addresses by rules of its own, and its commits.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{EditKind, Fate, MadeHistory, Page, Truth};

impl Page {
    fn address(&self) -> String {
        let path = self.path.to_lowercase();
        let path = path.strip_suffix("/index").unwrap_or(&path).to_owned();
        match (&self.permalink, &self.slug) {
            (Some(permalink), _) => permalink.clone(),
            (None, Some(slug)) => format!("/{}/{slug}/", path.rsplit_once('/').map_or("", |(folder, _)| folder)),
            (None, None) => format!("/{path}/"),
        }
    }

    /// The ids of each section: the one that its heading has, and others that lead to it.
    fn ids(&self) -> Vec<(String, Option<String>)> {
        let automatic = |heading: &str| heading.to_lowercase().replace(' ', "-");
        let mut taken: BTreeSet<String> = self.sections.iter().filter_map(|section| section.id.clone()).collect();
        let mut ids = Vec::new();
        for section in &self.sections {
            let id = section.id.clone().unwrap_or_else(|| {
                let base = automatic(&section.heading);
                let numbered = (0..).map(|number| if number == 0 { base.clone() } else { format!("{base}-{number}") });
                numbered.into_iter().find(|id| !taken.contains(id)).expect("a free id")
            });
            taken.insert(id.clone());
            ids.push((id, None));
        }
        for (section, ids) in self.sections.iter().zip(&mut ids) {
            let base = automatic(&section.heading);
            if section.id.is_some() && taken.insert(base.clone()) {
                ids.1 = Some(base);
            }
        }
        ids
    }

    fn text(&self) -> String {
        let mut text = format!("---\ntitle: {}\n", self.title);
        for (key, value) in [("id", &self.id), ("slug", &self.slug), ("permalink", &self.permalink)] {
            if let Some(value) = value {
                let _ = writeln!(text, "{key}: {value}");
            }
        }
        let _ = write!(text, "---\n\n{}\n", self.lead.join(" "));
        for section in &self.sections {
            let id = section.id.as_ref().map_or_else(String::new, |id| format!(" {{#{id}}}"));
            let _ = write!(text, "\n{} {}{id}\n\n", "#".repeat(section.level), section.heading);
            for pair in section.sentences.chunks(2) {
                let _ = write!(text, "{}\n\n", pair.join(" "));
            }
        }
        text
    }
}

impl MadeHistory {
    /// Commits what there is now.
    pub(super) fn commit(&mut self, kind: EditKind, on_branch: bool) {
        let files: BTreeMap<String, String> =
            self.pages.values().map(|page| (format!("content/{}.md", page.path), page.text())).collect();
        let mut changes = String::new();
        for path in self.files.keys().filter(|path| !files.contains_key(*path)) {
            let _ = writeln!(changes, "D {path}");
        }
        for (path, text) in files.iter().filter(|(path, text)| self.files.get(*path) != Some(*text)) {
            let _ = write!(changes, "M 100644 inline {path}\ndata {}\n{text}\n", text.len());
        }
        self.files = files;
        self.time += 3_600;
        let who = format!("committer A writer <writer@example.com> {} +0000\n", self.time);
        if self.marks == 0 {
            let text = "title = \"A made help center\"\n";
            let _ = write!(changes, "M 100644 inline answerbook.toml\ndata {}\n{text}\n", text.len());
        }
        let from = |mark: usize| if mark == 0 { String::new() } else { format!("from :{mark}\n") };
        let main = self.marks;
        if on_branch {
            self.marks += 1;
            let _ = write!(
                self.stream,
                "commit refs/heads/side\nmark :{}\n{who}data 4\nedit\n{}{changes}\n",
                self.marks,
                from(main)
            );
            let side = self.marks;
            self.marks += 1;
            let _ = write!(
                self.stream,
                "commit refs/heads/main\nmark :{}\n{who}data 5\nmerge\nfrom :{main}\nmerge :{side}\n{changes}\n",
                self.marks
            );
        } else {
            self.marks += 1;
            let _ = write!(
                self.stream,
                "commit refs/heads/main\nmark :{}\n{who}data 4\nedit\n{}{changes}\n",
                self.marks,
                from(main)
            );
        }
        self.publish(kind);
    }

    fn publish(&mut self, kind: EditKind) {
        let mut live = BTreeMap::new();
        for page in self.pages.values() {
            let address = page.address();
            live.insert(address.clone(), page.uid);
            for (section, (id, automatic)) in page.sections.iter().zip(page.ids()) {
                live.insert(format!("{address}#{id}"), section.uid);
                if let Some(automatic) = automatic {
                    live.insert(format!("{address}#{automatic}"), section.uid);
                }
            }
        }
        for (address, uid) in &self.live {
            if !live.contains_key(address) {
                self.named.insert(address.clone(), (*uid, Some(kind)));
            }
        }
        self.named.extend(live.iter().map(|(address, uid)| (address.clone(), (*uid, None))));
        self.live = live;
    }

    /// Where every address that was ever published should lead.
    pub fn truths(&self) -> BTreeMap<String, Truth> {
        let mut places: BTreeMap<usize, (String, String)> = BTreeMap::new();
        for page in self.pages.values() {
            places.insert(page.uid, (page.address(), String::new()));
            for (section, (id, _)) in page.sections.iter().zip(page.ids()) {
                places.insert(section.uid, (page.address(), id));
            }
        }
        let truth = |(uid, kind): &(usize, Option<EditKind>)| {
            let mut uid = *uid;
            let mut hard = self.hard.get(&uid);
            while let Fate::Into(other) = self.fates[uid] {
                uid = other;
                hard = hard.or(self.hard.get(&uid));
            }
            let target = (self.fates[uid] == Fate::Alive).then(|| places.get(&uid).cloned()).flatten();
            Truth { target, kind: kind.map(|kind| hard.copied().unwrap_or(kind)) }
        };
        self.named.iter().map(|(address, named)| (address.clone(), truth(named))).collect()
    }

    /// The number of commits.
    pub fn commits(&self) -> usize {
        self.marks
    }

    /// Writes a repository with the history, and its last state as the work tree.
    pub fn write(&self, folder: &Path) {
        let git = |arguments: &[&str]| {
            let mut command = Command::new("git");
            command
                .args(arguments)
                .current_dir(folder)
                .env("GIT_CONFIG_GLOBAL", "/dev/null")
                .env("GIT_CONFIG_SYSTEM", "/dev/null");
            command
        };
        let is_done = |mut command: Command| assert!(command.output().expect("git").status.success());
        is_done(git(&["init", "-q", "-b", "main"]));
        let mut import = git(&["fast-import", "--quiet"]).stdin(Stdio::piped()).spawn().expect("git");
        import.stdin.take().expect("a pipe").write_all(self.stream.as_bytes()).expect("git reads it");
        assert!(import.wait().expect("git").success());
        is_done(git(&["reset", "-q", "--hard", "main"]));
    }
}
