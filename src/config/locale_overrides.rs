//! Values of the configuration that differ by language. A table of a `[[locale]]` takes precedence over the top-level
//! table of the same name.

use super::{Config, ContactConfig, EditionId, Footer, HeaderLink, HomeTexts, LocaleId, LocaleOverrides, QuickTask};
use crate::source::Spanned;

impl Config {
    /// The help center's name in an edition.
    #[must_use]
    pub fn title_in(&self, edition: EditionId) -> &str {
        self.locale(edition.locale).title.as_ref().unwrap_or(&self.title)
    }

    /// The help center's description in an edition; may be empty.
    #[must_use]
    pub fn description_in(&self, edition: EditionId) -> &str {
        self.locale(edition.locale).description.as_ref().unwrap_or(&self.description)
    }

    /// The links in the header of an edition.
    #[must_use]
    pub fn header_in(&self, edition: EditionId) -> &[HeaderLink] {
        self.locale(edition.locale).overrides.header.as_ref().unwrap_or(&self.header)
    }

    /// The footer of an edition.
    #[must_use]
    pub fn footer_in(&self, edition: EditionId) -> &Footer {
        self.locale(edition.locale).overrides.footer.as_ref().unwrap_or(&self.footer)
    }

    /// The texts of an edition's home page. If a locale sets none, they are empty, so that its translated home page is
    /// used.
    #[must_use]
    pub fn home_in(&self, edition: EditionId) -> HomeTexts {
        match &self.locale(edition.locale).overrides.home {
            Some(home) => home.clone(),
            None if edition.locale.is_default() => self.home.clone(),
            None => HomeTexts { title: String::new(), lead: String::new(), ..self.home.clone() },
        }
    }

    /// The quick tasks of an edition.
    #[must_use]
    pub fn quick_tasks_in(&self, edition: EditionId) -> &[QuickTask] {
        self.locale(edition.locale).overrides.quick_tasks.as_ref().unwrap_or(&self.quick_tasks)
    }

    /// The contact options of an edition.
    #[must_use]
    pub fn contact_in(&self, edition: EditionId) -> &ContactConfig {
        self.locale(edition.locale).overrides.contact.as_ref().unwrap_or(&self.contact)
    }

    /// Whether an edition has its own contact page.
    #[must_use]
    pub fn has_contact_page(&self, edition: EditionId) -> bool {
        let contact = self.contact_in(edition);
        contact.any() && contact.url.is_none()
    }

    /// The keys of texts that readers of a locale see in the default language.
    #[must_use]
    pub fn untranslated(&self, locale: LocaleId) -> Vec<&'static str> {
        let own = self.locale(locale);
        // A locale without its own home texts has its translated home page.
        let LocaleOverrides { header, footer, home: _, quick_tasks, contact } = &own.overrides;
        let contact_text = |of: fn(&ContactConfig) -> &String| {
            let usual = of(&self.contact);
            !usual.is_empty() && contact.as_ref().is_none_or(|contact| of(contact) == usual)
        };
        let footer_text = self.footer.text.is_some() && footer.as_ref().is_none_or(|own| own.text == self.footer.text);
        let footer_links =
            !self.footer.links.is_empty() && footer.as_ref().is_none_or(|own| own.links == self.footer.links);
        let all = [
            ("description", !self.description.is_empty() && own.description.is_none()),
            ("header", !self.header.is_empty() && header.is_none()),
            ("footer.text", footer_text),
            ("footer.links", footer_links),
            ("quick_task", !self.quick_tasks.is_empty() && quick_tasks.is_none()),
            ("contact.hours", contact_text(|contact| &contact.hours)),
            ("contact.promise", contact_text(|contact| &contact.promise)),
        ];
        all.into_iter().filter(|(_, is_missing)| *is_missing).map(|(key, _)| key).collect()
    }

    /// All links of an edition as written, and the text of its footer, which may contain links.
    #[must_use]
    pub fn written_in(&self, edition: EditionId) -> Vec<&Spanned<String>> {
        let footer = self.footer_in(edition);
        let header = self.header_in(edition).iter().map(|header| &header.link.url);
        let links = header.chain(footer.links.iter().map(|link| &link.url));
        let tasks = self.quick_tasks_in(edition).iter().map(|task| &task.url);
        let contact = self.contact_in(edition);
        let notices = self.notices.iter().map(|notice| &notice.text);
        links.chain(tasks).chain(&contact.url).chain(&contact.return_to).chain(&footer.text).chain(notices).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::parse;
    use crate::path::ProjectPath;
    use crate::source::Sources;

    #[test]
    fn a_locale_says_what_differs() {
        let text = "[footer]\ntext = \"A\"\n[contact]\nphone = \"1\"\nhours = \"2\"\n[home]\ntitle = \"H\"\npopular = 3\n\
                    [[locale]]\ncode = \"fr\"\n[locale.contact]\nphone = \"3\"\n[[locale.header]]\ntitle = \"T\"\nurl = \"/\"\n";
        let source = Sources::default().add(ProjectPath::new("answerbook.toml"), text);
        let parsed = parse(source, text);
        assert_eq!(parsed.diagnostics, []);
        let (config, french) = (parsed.value, EditionId { locale: LocaleId(1), ..EditionId::default() });
        assert_eq!(config.contact_in(french).phone.as_deref(), Some("3"));
        assert_eq!(config.contact_in(french).hours, "2");
        assert_eq!(config.contact_in(EditionId::default()).phone.as_deref(), Some("1"));
        assert_eq!(config.footer_in(french).text.as_ref().map(|text| text.value.as_str()), Some("A"));
        assert_eq!((config.header_in(french).len(), config.header_in(EditionId::default()).len()), (1, 0));
        assert_eq!((config.home_in(french).title.as_str(), config.home_in(french).popular), ("", 3));
        assert_eq!(config.home_in(EditionId::default()).title, "H");
        assert_eq!(config.untranslated(french.locale), ["footer.text", "contact.hours"]);
    }
}
