use super::*;
use crate::events::{
    ContactChannel, ContactEvent, Event, EventId, EventPage, EventPayload, FeedbackEvent, FeedbackReason, Millis,
    SearchEvent, Wording,
};

/// 22 November 2026, 8:00 UTC.
const START: Millis = 1_795_334_400_000;

/// Events with a second between them.
#[derive(Default)]
struct TestEvents {
    tally: EventTally,
    count: u8,
}

impl TestEvents {
    fn tell(&mut self, visit: u8, article: &str, hash: u64, payload: EventPayload) {
        self.count += 1;
        let place = EventPage {
            page: format!("/{article}/"),
            article: article.into(),
            locale: "en".into(),
            hash: Some(Wording(hash)),
            ..EventPage::default()
        };
        let visit = (visit > 0).then_some(EventId([visit; 16]));
        let event = Event {
            id: EventId([self.count; 16]),
            at: START + Millis::from(self.count) * 1000,
            visit,
            place: place.into(),
            payload,
        };
        self.tally.add(event);
    }

    fn vote(&mut self, visit: u8, article: &str, hash: u64, helpful: bool, reason: Option<FeedbackReason>) {
        let answer = (visit > 0).then_some(EventId([visit ^ 0x55; 16]));
        let comment = if helpful { String::new() } else { "<b>step 3</b>\u{202e} fails".into() };
        self.tell(visit, article, hash, EventPayload::Feedback(FeedbackEvent { helpful, answer, reason, comment }));
    }

    fn search(&mut self, visit: u8, query: &str, hits: u32, rank: Option<u32>) {
        let search = SearchEvent { query: query.into(), hits, opened: rank.map(|_| "/a/".into()), rank };
        self.tell(visit, "", 0, EventPayload::Search(search));
    }
}

fn catalog_of(articles: &[(&str, u64)]) -> Catalog {
    let known = |(key, hash): &(&str, u64)| CatalogArticle {
        key: (*key).into(),
        locale: "en".into(),
        title: format!("How to {key}"),
        owner: "Billing team".into(),
        hash: format!("{hash:016x}"),
        ..CatalogArticle::default()
    };
    Catalog { articles: articles.iter().map(known).collect(), ..Catalog::default() }
}

fn story() -> TestEvents {
    let mut story = TestEvents::default();
    for visit in 1..=4 {
        story.tell(visit, "refund", 1, EventPayload::View);
    }
    story.vote(1, "refund", 1, true, None);
    story.vote(1, "refund", 1, false, Some(FeedbackReason::Unclear));
    story.vote(2, "refund", 1, false, Some(FeedbackReason::Wrong));
    story.vote(0, "refund", 1, true, None);
    story.search(1, "cancel", 0, None);
    story.search(1, "end contract", 2, Some(2));
    story.search(2, "cancel", 0, None);
    story.search(3, "refund", 5, None);
    story.tell(3, "", 0, EventPayload::Contact(ContactEvent::Shown(3)));
    story.tell(3, "", 0, EventPayload::Contact(ContactEvent::Opened("/a/".into(), 1)));
    story.tell(3, "", 0, EventPayload::Contact(ContactEvent::Solved));
    story.tell(4, "", 0, EventPayload::Contact(ContactEvent::Shown(1)));
    story.tell(4, "", 0, EventPayload::Contact(ContactEvent::Opened("/a/".into(), 1)));
    story.tell(4, "", 0, EventPayload::Contact(ContactEvent::Sent(ContactChannel::Form)));
    story
}

#[test]
fn figures_are_what_readers_did() {
    let report = report(&story().tally, &catalog_of(&[("refund", 1), ("cancel", 2)]));
    assert_eq!((report.views, report.visits), (4, 4));
    assert_eq!(report.helpfulness, Share::of(1, 3));
    assert_eq!(report.search.success, Share::of(1, 4));
    assert_eq!(report.search.zero_results, Share::of(2, 4));
    assert_eq!(report.search.click_through, Share::of(1, 2));
    assert_eq!(report.search.mean_rank, Some(2.0));
    assert_eq!(report.deflection, Share::of(1, 2));
    assert_eq!((report.self_service, report.self_service_score), (Share::of(3, 4), Some(4.0)));
    assert_eq!(report.articles[0].requests, 1);
    assert_eq!(report.articles[0].title, "How to refund");
    assert_eq!(report.todo.unread[0].key, "cancel");
    assert_eq!(report.todo.missing[0].synonyms, [("cancel".to_owned(), "end contract".to_owned())]);
    assert_eq!(report.comments.len(), 2);
}

#[test]
fn a_changed_mind_takes_its_comment_along_and_a_late_arrival_changes_nothing() {
    let mut story = story();
    let late = Event {
        id: EventId([200; 16]),
        at: START,
        visit: Some(EventId([1; 16])),
        place: EventPage { article: "refund".into(), locale: "en".into(), ..EventPage::default() }.into(),
        payload: EventPayload::Feedback(FeedbackEvent {
            helpful: true,
            answer: Some(EventId([1 ^ 0x55; 16])),
            reason: None,
            comment: "kept offline".into(),
        }),
    };
    story.tally.add(late);
    assert_eq!(report(&story.tally, &Catalog::default()).helpfulness, Share::of(1, 3));
    story.vote(2, "refund", 1, true, None);
    let report = report(&story.tally, &Catalog::default());
    assert_eq!((report.helpfulness, report.comments.len()), (Share::of(2, 3), 1));
}

#[test]
fn long_lists_end_in_the_terminal_and_nowhere_else() {
    let names: Vec<String> = (0..40).map(|number| format!("article-{number}")).collect();
    let articles: Vec<(&str, u64)> = names.iter().map(|name| (name.as_str(), 1)).collect();
    let report = report(&story().tally, &catalog_of(&articles));
    let text = text(&report);
    assert_eq!(text.matches("How to article-").count(), 25, "{text}");
    assert!(text.contains("and 15 more"));
    assert_eq!(html(&report, "Help").matches("How to article-").count(), 40);
}

#[test]
fn what_is_missing_is_missing_in_a_language() {
    let mut story = story();
    for (number, locale) in (0..).zip(["de", "de", "de"]) {
        let place = EventPage { locale: locale.into(), ..EventPage::default() };
        let payload = EventPayload::Search(SearchEvent { query: "cancel".into(), hits: 0, ..SearchEvent::default() });
        story.tally.add(Event {
            id: EventId([100 + number; 16]),
            at: START,
            visit: None,
            place: place.into(),
            payload,
        });
    }
    let mut catalog = catalog_of(&[("refund", 1), ("cancel", 2), ("chat", 3)]);
    catalog.articles[2].is_fallback = true;
    let report = report(&story.tally, &catalog);
    let missing: Vec<_> = report.todo.missing.iter().map(|found| (&*found.locale, found.searches)).collect();
    assert_eq!(missing, [("de", 3), ("en", 2)]);
    // An article that was never written cannot be improved.
    assert_eq!(report.todo.unread.iter().map(|unread| &*unread.key).collect::<Vec<_>>(), ["cancel"]);
    let text = text(&report);
    assert!(text.contains("cancel (de): 3 searches") && text.contains("How to refund (en): 1 request"), "{text}");
    assert!(html(&report, "Help").contains("<small>refund (en)</small>"));
}

#[test]
fn a_rewritten_article_starts_again() {
    let mut story = story();
    story.vote(5, "refund", 2, true, None);
    let article = |hash| report(&story.tally, &catalog_of(&[("refund", hash)])).articles[0].clone();
    assert_eq!((article(2).helpfulness, article(2).before), (Share::of(1, 1), Some(Share::of(1, 3))));
    // The wording in the project has no answers yet.
    assert_eq!((article(3).helpfulness, article(3).before), (Share::default(), Some(Share::of(1, 1))));
    let unknown = report(&story.tally, &Catalog::default()).articles[0].clone();
    assert_eq!((unknown.helpfulness, unknown.title.as_str()), (Share::of(1, 1), "refund"));
}

#[test]
fn the_page_escapes_what_strangers_wrote_and_names_its_charts() {
    let report = report(&story().tally, &catalog_of(&[("refund", 1)]));
    let page = html(&report, "Help & Co <script>");
    assert!(
        page.contains("&lt;b&gt;step 3&lt;/b&gt;\u{fffd} fails")
            && !page.contains("<b>step")
            && !page.contains("<script>")
    );
    assert!(!page.contains("http://") && !page.contains("https://") && !page.contains('\u{202e}'));
    assert_eq!(page.matches("<svg role=\"img\"").count(), page.matches("<desc ").count());
    assert_eq!(page.matches("<svg role=\"img\"").count(), page.matches("<figcaption ").count());
    let text = text(&report);
    assert!(text.contains("33.3 %  (1 of 3; 95 %: 6.1–79.2 %)") && !text.contains('\u{202e}'), "{text}");
}

#[test]
fn a_filter_leaves_other_editions_out() {
    let filter = EventFilter { locale: Some("fr".into()), version: None };
    let mut story = TestEvents { tally: EventTally::new(filter), count: 0 };
    story.tell(1, "refund", 1, EventPayload::View);
    assert_eq!(story.tally.events, 0);
    assert_eq!(text(&report(&story.tally, &Catalog::default())), "no events\n");
}

#[test]
fn proposals_are_a_patch() {
    let missing = |word: &str, synonyms: &[(&str, &str)]| MissingTopic {
        locale: "en".into(),
        word: word.into(),
        searches: 3,
        queries: vec![(format!("how to {word}"), 3)],
        synonyms: synonyms.iter().map(|(from, to)| ((*from).into(), (*to).into())).collect(),
    };
    let content: &dyn Fn(&str) -> String = &|locale| format!("content{}", locale.replace("en", ""));
    let patch = propose(
        &[missing("solar", &[]), missing("quit", &[("quit", "cancel")])],
        Some("title = \"A\"\n\n[search]\nsynonyms = [\n  [\"a\", \"b\"],\n]\n"),
        content,
        &|_| false,
    );
    assert!(patch.contains("+++ b/content/how-to-solar.md\n@@ -0,0 +1,"), "{patch}");
    assert!(patch.contains("-synonyms = [\n+synonyms = [[\"cancel\", \"quit\"],\n"), "{patch}");
    let german = MissingTopic { locale: "/de".into(), ..missing("solar", &[]) };
    let drafts = propose(&[missing("solar", &[]), german], None, content, &|_| false);
    assert!(drafts.contains("+++ b/content/how-to-solar.md") && drafts.contains("+++ b/content/de/how-to-solar.md"));
    assert_eq!(propose(&[], None, content, &|_| false), "");
    assert_eq!(propose(&[missing("solar", &[])], None, content, &|_| true), "");
    let new = propose(&[missing("quit", &[("quit", "cancel")])], None, &|_| String::new(), &|_| false);
    assert!(new.contains("--- /dev/null\n+++ b/answerbook.toml\n@@ -0,0 +1,4 @@\n+[search]\n"), "{new}");
}

#[test]
fn made_up_names_are_bounded_and_displace_no_real_ones() {
    let mut tally = EventTally::new(EventFilter::default());
    let real =
        CatalogArticle { key: "real".into(), version: "3".into(), locale: "en".into(), ..CatalogArticle::default() };
    let catalog = Catalog { articles: vec![real], ..Catalog::default() };
    tally.reserve(&catalog);
    let mut view = |version: &str, article: &str| {
        let place =
            EventPage { version: version.into(), locale: "en".into(), article: article.into(), ..EventPage::default() };
        tally.add(Event {
            id: EventId([0; 16]),
            at: START,
            visit: None,
            place: place.into(),
            payload: EventPayload::View,
        });
    };
    for number in 0..120_000 {
        view(&number.to_string(), &number.to_string());
    }
    view("3", "real");
    let report = report(&tally, &catalog);
    assert_eq!(report.events, 120_001);
    assert_eq!(report.editions.iter().map(|edition| edition.views).sum::<u64>(), 120_001);
    assert!(report.editions.len() <= 1002 && report.articles.len() <= 100_003);
    let views =
        |version: &str| report.editions.iter().find(|edition| edition.version == version).map(|found| found.views);
    assert_eq!((views("3"), views("(other)")), (Some(2), Some(119_000 - 1)));
    assert!(report.articles.iter().any(|article| (&*article.key, article.views) == ("real", 1)));
    assert!(text(&report).lines().count() < 250);
}

#[test]
fn an_edition_that_nobody_visited_is_not_listed() {
    let mut tally = EventTally::new(EventFilter::default());
    tally.reserve(&catalog_of(&[("refund", 1)]));
    assert!(report(&tally, &Catalog::default()).editions.is_empty());
}

#[test]
fn what_was_left_out_is_counted_in_every_report() {
    let mut story = story();
    story.tally.left_out = 3;
    let report = report(&story.tally, &Catalog::default());
    let expected = "ignored 3 invalid lines or rows";
    assert!(text(&report).contains(expected) && html(&report, "Help").contains(expected));
}

#[test]
fn articles_that_nobody_read_are_labelled_with_their_version() {
    let mut story = story();
    let article = |version: &str| CatalogArticle {
        key: "unseen".into(),
        title: "Unseen".into(),
        version: version.into(),
        ..CatalogArticle::default()
    };
    story.tell(1, "refund", 1, EventPayload::View);
    let catalog = Catalog { articles: vec![article("1"), article("2")], ..Catalog::default() };
    let report = report(&story.tally, &catalog);
    assert!(
        text(&report).contains("Unseen (1) (unseen)") && text(&report).contains("Unseen (2) (unseen)"),
        "{}",
        text(&report)
    );
}
