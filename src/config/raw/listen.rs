//! The keys for contact, feedback, events and notices: how the help center and its readers talk to each other.

use super::super::declare::{presence, tables};
use super::super::read::{BoundedNumber, FromToml, Toml, TomlReader};
use super::super::schema::{self, KeyPresence, KeySchema};
use super::super::values::{
    ContactMode, Day, Email, Endpoint, FieldType, FormTarget, Href, Language, NoticeKindName, OpeningTimes, Phone,
    Prefix, TimeZone, Title, VersionName, WebUrl,
};
use super::SpannedList;
use crate::source::Spanned;

tables! {
    /// How readers reach a person.
    ContactTable {
        /// The page that contact links lead to instead of the built-in contact page.
        url: Href;
        /// Where the contact form posts: an address, `netlify` for Netlify Forms, or `mailto:` for an email with the message filled in. Without it, there is no form.
        form: FormTarget;
        /// The support team's email address.
        email: Email;
        /// Phone number as shown.
        phone: Phone;
        /// Address of a chat.
        chat: Href;
        /// Support hours.
        hours: String = "";
        /// The time zone of the hours, such as `Europe/London`: readers see the current time there.
        time_zone: TimeZone;
        /// When contact options are shown: `always`, `after-search` (after the reader typed a subject) or `after-answer` (after the reader read an article).
        mode: ContactMode = "always";
        /// What readers can expect, such as `We answer within one working day.`
        promise: String = "";
        /// When the team answers, such as `Mo-Fr 08:00-18:00`: readers see whether it is open now. Needs `time_zone`.
        open: SpannedList<OpeningTimes> = [];
        /// Topics to choose from in the form.
        topics: SpannedList<Title> = [];
        /// More fields of the form, shown or hidden.
        field: SpannedList<ContactFieldTable> = [];
        /// The names of the form's own fields, as a help desk expects them.
        names: ContactNamesTable;
        /// The page after the form, sent in the field `return`.
        return_: Href;
    }

    /// A field of the contact form.
    ContactFieldTable {
        /// The name under which the value is sent.
        name: Title = required;
        /// What the reader sees. Without it, the field is hidden.
        label: Title;
        /// A second line for the reader.
        help: String = "";
        /// The value to start with, or the value of a hidden field.
        value: String = "";
        /// What to choose from.
        options: SpannedList<Title> = [];
        /// What the field is for: `text`, `textarea`, `number`, `date`, `url` or `tel`.
        type_: FieldType = "text";
        /// Whether the form needs it.
        required: bool = false;
    }

    /// The names of the contact form's own fields.
    ContactNamesTable {
        /// The subject.
        subject: Title = "subject";
        /// The message.
        message: Title = "message";
        /// The reader's email address.
        email: Title = "email";
        /// The topic.
        topic: Title = "topic";
        /// The address of the page.
        page: Title = "page";
        /// What led to the page.
        from: Title = "from";
        /// What the reader read and searched for.
        history: Title = "history";
        /// The page after the form.
        return_: Title = "return";
    }

    /// The question "Was this page helpful?".
    FeedbackTable {
        /// Whether articles ask it. Front matter can turn it off.
        enabled: bool = true;
        /// Where the form posts without JavaScript, if not to `endpoint` in `[events]`. Without any endpoint or analytics service, the question is not shown.
        endpoint: Endpoint;
    }

    /// A message on pages.
    NoticeTable {
        /// The message: inline Markdown.
        text: Title = required;
        /// What it is about: `incident`, `change` or `news`.
        kind: NoticeKindName = "news";
        /// The first day on which it is shown.
        from: Day;
        /// The last day on which it is shown.
        until: Day;
        /// The starts of the addresses of the pages that show it, such as `/billing/`, without version and language. All pages by default.
        pages: SpannedList<Prefix> = [];
        /// The ids of the versions that show it. All versions by default.
        versions: SpannedList<VersionName> = [];
        /// The languages that show it. All languages by default.
        locales: SpannedList<Language> = [];
        /// Whether readers can dismiss it. By default, they can, unless it is about an incident.
        dismissible: bool;
    }

    /// Where pages send events.
    EventsTable {
        /// A receiver of events, such as `answerbook collect`.
        endpoint: Endpoint;
        /// The share of visits that send events, in percent. Answers to "Was this page helpful?" are always sent.
        sample: BoundedNumber<1, 100> = 100;
        /// Plausible Analytics.
        plausible: PlausibleTable;
        /// Matomo.
        matomo: MatomoTable;
        /// PostHog.
        posthog: PostHogTable;
        /// Google Analytics 4, by its Measurement Protocol.
        ga4: Ga4;
    }

    /// Plausible Analytics.
    PlausibleTable {
        /// The name of the site in Plausible, such as `help.example.com`.
        domain: Title = required;
        /// The address of Plausible. `https://plausible.io` by default.
        url: WebUrl;
    }

    /// Matomo.
    MatomoTable {
        /// The address of Matomo.
        url: WebUrl = required;
        /// The number of the site in Matomo.
        site: BoundedNumber<1, 1_000_000> = required;
    }

    /// PostHog.
    PostHogTable {
        /// The project's key, which starts with `phc_`.
        key: Title = required;
        /// The address of PostHog. `https://eu.i.posthog.com` by default.
        url: WebUrl;
    }

    /// Google Analytics 4.
    Ga4 {
        /// The measurement id, such as `G-1A2B3C4D5E`.
        id: Title = required;
        /// A secret of the Measurement Protocol API. It can only send events; readers of a page can see it.
        secret: Title = required;
    }
}
