use super::*;

const ID: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
const VISIT: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
const NOW: Millis = 1_790_000_000_000;

/// A line with these fields after the ones that every line has.
fn line(rest: &str) -> String {
    format!("{{\"v\":1,\"id\":\"{ID}\",{rest}}}")
}

#[track_caller]
fn check(rest: &str, expected: Result<EventPayload, &str>) {
    let read = parse(&line(rest), Clock::Arrived(NOW));
    match (&read, expected) {
        (Ok(event), Ok(payload)) => assert_eq!(event.payload, payload),
        (Err(Refusal(message)), Err(part)) => assert!(message.contains(part), "`{message}` does not tell `{part}`"),
        (read, expected) => panic!("{read:?} is not {expected:?}"),
    }
}

#[test]
fn each_kind_is_read() {
    check(r#""event":"view""#, Ok(EventPayload::View));
    let search = SearchEvent { query: "refund".into(), hits: 3, opened: Some("/a/".into()), rank: Some(2) };
    check(r#""event":"search","query":"refund","hits":3,"opened":"/a/","rank":2"#, Ok(EventPayload::Search(search)));
    let feedback =
        FeedbackEvent { helpful: false, answer: None, reason: Some(FeedbackReason::Unclear), comment: "step 3".into() };
    check(
        r#""event":"feedback","helpful":false,"reason":"unclear","comment":"step 3""#,
        Ok(EventPayload::Feedback(feedback)),
    );
    check(r#""event":"contact","step":"shown","shown":3"#, Ok(EventPayload::Contact(ContactEvent::Shown(3))));
    check(
        r#""event":"contact","step":"opened","opened":"/a/","rank":2"#,
        Ok(EventPayload::Contact(ContactEvent::Opened("/a/".into(), 2))),
    );
    check(r#""event":"contact","step":"solved""#, Ok(EventPayload::Contact(ContactEvent::Solved)));
    check(
        r#""event":"contact","step":"sent","channel":"form""#,
        Ok(EventPayload::Contact(ContactEvent::Sent(ContactChannel::Form))),
    );
}

#[test]
fn missing_addresses_have_no_personal_data() {
    let check_page = |page: &str, anchor: &str, expected: (&str, &str)| {
        let fields = format!(r#""event":"missing","page":"{page}","anchor":"{anchor}","referrer":"forum.example""#);
        let event = parse(&line(&fields), Clock::Arrived(NOW)).expect("an event");
        let missing = MissingEvent { anchor: expected.1.into(), referrer: "forum.example".into() };
        assert_eq!((&*event.place.page, &event.payload), (expected.0, &EventPayload::Missing(missing)));
        assert_eq!(parse(&event.line(), Clock::Kept), Ok(event.clone()));
        assert_eq!(EventPayload::from_detail(EventKind::Missing, &event.detail()), Ok(event.payload));
    };
    // The number of an article is no phone number.
    check_page("/articles/360012345678-x/", "part-2", ("/articles/360012345678-x/", "part-2"));
    check_page("/u/anna%40mail.example", "a@mail.example", ("/u/%5Bemail%5D", "%5Bemail%5D"));
    check_page("/gr%C3%B6%C3%9Fe/", "größe", ("/gr%C3%B6%C3%9Fe/", "größe"));
    check(r#""event":"missing""#, Ok(EventPayload::Missing(MissingEvent::default())));
    check(&format!(r#""event":"missing","anchor":"{}""#, "a".repeat(201)), Err("at most 200"));
    check(r#""event":"view","anchor":"a""#, Err("`anchor` is not a field of an event `view`"));
}

#[test]
fn what_does_not_fit_is_refused_with_its_reason() {
    check(r#""event":"view","query":"x""#, Err("`query` is not a field of an event `view`"));
    check(r#""event":"search","query":"x""#, Err("needs `hits`"));
    check(r#""event":"search","query":7,"hits":1"#, Err("invalid type"));
    check(r#""event":"search","query":"x","hits":-1"#, Err("invalid value"));
    for (step, field) in [("shown", "shown"), ("opened", "opened"), ("sent", "channel")] {
        check(&format!(r#""event":"contact","step":"{step}""#), Err(&format!("needs `{field}`")));
        let rule: String = json_schema().split_whitespace().collect();
        assert!(rule.contains(&format!(r#"{{"const":"{step}"}}}}}},"then":{{"required":["{field}"]}}"#)), "{step}");
    }
    check(r#""event":"buy""#, Err("`view`, `search`, `feedback`, `contact` or `missing`"));
    check(r#""event":"view","ip":"1.2.3.4""#, Err("unknown field `ip`"));
    check(r#""event":"view","page":"a\u0000b""#, Err("control character"));
    check(r#""event":"view","hash":"xyz""#, Err("16 hexadecimal digits"));
    check(&format!(r#""event":"feedback","helpful":true,"comment":"{}""#, "é".repeat(1001)), Err("at most 1000"));
    check(&format!(r#""event":"view","page":{}1{}"#, "[".repeat(9000), "]".repeat(9000)), Err("invalid type"));
}

#[test]
fn another_version_and_a_missing_id_are_refused() {
    let refusal = |line: &str| parse(line, Clock::Arrived(NOW)).expect_err("a refusal").0;
    assert!(refusal(&format!(r#"{{"v":2,"id":"{ID}","event":"view"}}"#)).contains("version 2"));
    assert!(refusal(r#"{"v":1,"event":"view"}"#).contains("needs `id`"));
    assert!(refusal(r#"{"v":1,"id":"7","event":"view"}"#).contains("a UUID"));
    assert!(refusal(&"[".repeat(30_000)).contains("invalid type"));
    assert!(refusal(&" ".repeat(40_000)).contains("40000 bytes"));
}

#[test]
fn clocks_that_cannot_be_right_are_not_believed() {
    let check = |at: Millis, expected: Millis| {
        let at = jiff::Timestamp::from_millisecond(at).expect("a time");
        let event = parse(&line(&format!(r#""event":"view","at":"{at}""#)), Clock::Arrived(NOW)).expect("an event");
        assert_eq!(event.at, expected);
    };
    check(NOW - 1000, NOW - 1000);
    check(NOW + 1000, NOW);
    check(NOW + 3_600_000, NOW);
    check(NOW - LONGEST_DELAY - 1, NOW);
}

#[test]
fn a_written_line_reads_the_same() {
    let place = EventPage {
        page: "/fr/v/2/a/".into(),
        article: "a".into(),
        article_id: "7".into(),
        version: "2".into(),
        locale: "fr".into(),
        hash: Some(Wording(255)),
    };
    let feedback = FeedbackEvent {
        helpful: true,
        answer: EventId::parse(VISIT),
        reason: None,
        comment: "\"<b>\" \u{1f600}\n'; DROP TABLE event".into(),
    };
    let contacts = [
        ContactEvent::Shown(0),
        ContactEvent::Opened("/b/".into(), 3),
        ContactEvent::Solved,
        ContactEvent::Sent(ContactChannel::Chat),
    ];
    let search = SearchEvent { query: "q".into(), hits: 0, opened: None, rank: None };
    let payloads = contacts.map(EventPayload::Contact).into_iter().chain([
        EventPayload::View,
        EventPayload::Search(search),
        EventPayload::Feedback(feedback),
    ]);
    for payload in payloads {
        let visit = EventId::parse(VISIT);
        let event =
            Event { id: EventId::parse(ID).expect("a UUID"), at: NOW, visit, place: place.clone().into(), payload };
        assert_eq!(parse(&event.line(), Clock::Kept), Ok(event.clone()));
        assert_eq!(EventPayload::from_detail(event.kind(), &event.detail()), Ok(event.payload));
    }
}

#[test]
fn personal_data_is_taken_out() {
    #[derive(serde::Deserialize)]
    struct Case {
        text: String,
        clean: String,
    }
    let cases: Vec<Case> = serde_json::from_str(include_str!("../../tests/scrub.json")).expect("a list of cases");
    for Case { text, clean } in cases {
        assert_eq!(scrub(&text), clean, "{text}");
    }
}

#[test]
fn scrubbing_stays_within_the_limit() {
    let comment = "a".repeat(993) + "5551234";
    let cut = "a".repeat(993) + "[number";
    let read =
        parse(&line(&format!(r#""event":"feedback","helpful":true,"comment":"{comment}""#)), Clock::Arrived(NOW));
    let event = read.expect("an event");
    assert!(matches!(&event.payload, EventPayload::Feedback(feedback) if feedback.comment == cut));
    assert_eq!(EventPayload::from_detail(event.kind(), &event.detail()), Ok(event.payload.clone()));
    assert_eq!(parse(&event.line(), Clock::Kept), Ok(event));
    let query = "a@b.c ".repeat(33);
    let event = parse(&line(&format!(r#""event":"search","hits":0,"query":"{query}""#)), Clock::Arrived(NOW));
    let event = event.expect("an event");
    assert!(matches!(&event.payload, EventPayload::Search(search) if search.query.len() == 200));
    assert_eq!(parse(&event.line(), Clock::Kept), Ok(event));
}

#[test]
fn a_name_cannot_pass_for_a_line_of_ours_or_for_another_name() {
    for name in ["page", "article", "article_id", "version", "locale"] {
        let check = |value: &str| check(&format!(r#""event":"view","{name}":"{value}""#), Err("control character"));
        for value in
            ["a\\nb", "a\\tb", "\u{9b}2J", "\u{202e}", "\u{2066}", "\u{2028}", "\u{200b}", "\u{feff}", "\u{e0041}"]
        {
            check(value);
        }
    }
    check("\"event\":\"search\",\"query\":\"x\",\"hits\":1,\"opened\":\"/a\u{9b}\"", Err("control character"));
    check("\"event\":\"search\",\"query\":\"\u{9b}\",\"hits\":1", Err("control character"));
    check("\"event\":\"view\",\"article\":\"می\u{200c}خواهم\"", Ok(EventPayload::View));
}

#[test]
fn a_form_is_an_answer() {
    let id = EventId::parse(ID).expect("a UUID");
    let body = "article=billing%2Frefunds&hash=00000000000000ff&page=%2Fbilling%2F&thanks=%2Fthanks%2F&reason=&comment=too+long%0D%0Aask+me%40x.example&helpful=no";
    let FormEvent { event, thanks } = form(body, id, NOW).expect("an answer");
    assert_eq!((event.place.article.as_str(), thanks.as_str()), ("billing/refunds", "/thanks/"));
    let comment = "too long\nask [email]".to_owned();
    assert_eq!(
        event.payload,
        EventPayload::Feedback(FeedbackEvent { helpful: false, answer: None, reason: None, comment })
    );
    let check = |thanks: &str| {
        let form = form(&format!("helpful=yes&thanks={thanks}"), id, NOW).expect("an answer");
        assert_eq!(form.thanks, "/");
    };
    check("https://evil.example/");
    check("//evil.example/");
    check("/%0d%0aSet-Cookie:a");
    check("/%5Cevil.example");
    let scripted =
        form(&format!("v=1&event=feedback&id={VISIT}&answer={ID}&helpful=yes"), id, NOW).expect("an answer").event;
    assert_eq!(Some(scripted.id), EventId::parse(VISIT));
    assert!(
        matches!(scripted.payload, EventPayload::Feedback(FeedbackEvent { helpful: true, answer, .. }) if answer == EventId::parse(ID))
    );
    assert!(form("helpful", id, NOW).is_ok_and(|form| form.event.kind() == EventKind::Feedback));
    assert!(form("article=x", id, NOW).is_err());
}

#[test]
fn ids_are_uuids() {
    let check = |text: &str, expected: bool| assert_eq!(EventId::parse(text).is_some(), expected, "{text}");
    check(ID, true);
    check(&ID.to_uppercase(), true);
    check("0f8fad5bd9cb469fa16570867728950e", false);
    check("0f8fad5b-d9cb-469f-a165-70867728950g", false);
    check("0f8fad5b-d9cb-469f-a165-7086772895\u{e9}", false);
    assert_eq!(EventId::parse(ID).map(|id| id.to_string()).as_deref(), Some(ID));
}
