use super::*;

const LINE: &str = r#"{"v":1,"id":"0f8fad5b-d9cb-469f-a165-70867728950e","event":"view","page":"/a/"}"#;

fn rules(rate: Option<u32>) -> ReceiverRules {
    let origins = vec![Origin::parse("https://help.example.com").expect("an origin")];
    ReceiverRules { origins, buckets: rate.map(RateBuckets::new) }
}

fn request<'a>(method: &'a str, path: &'a str, body: &'a str) -> Request<'a> {
    Request {
        method,
        path,
        sender: Sender { origin: Some("https://help.example.com"), host: None },
        content_type: "text/plain;charset=UTF-8",
        body: body.as_bytes(),
        address: IpAddr::from([192, 0, 2, 1]),
    }
}

fn judged(request: &Request<'_>, rules: &mut ReceiverRules) -> RequestOutcome {
    judge(request, rules, RequestMoment { now: 1_790_000_000_000, instant: Instant::now(), id: EventId([7; 16]) })
}

/// The reply's status, the number of stored events, and the reply's body.
fn outcome(request: &Request<'_>) -> (u16, usize, String) {
    match judged(request, &mut rules(None)) {
        RequestOutcome::Done(reply) => (reply.status, 0, reply.body),
        RequestOutcome::Keep(events, reply) => (reply.status, events.len(), reply.body),
        RequestOutcome::Health => (200, 0, String::new()),
    }
}

#[track_caller]
fn check(request: &Request<'_>, status: u16, kept: usize) {
    let (found, count, body) = outcome(request);
    assert_eq!((found, count), (status, kept), "{body}");
}

#[test]
fn requests_go_where_they_belong() {
    check(&request("POST", "/events", LINE), 204, 1);
    check(&request("POST", "/api/events", LINE), 204, 1);
    check(&request("OPTIONS", "/events", ""), 204, 0);
    check(&request("GET", "/events", ""), 405, 0);
    check(&request("DELETE", "/events", ""), 405, 0);
    check(&request("GET", "/healthz", ""), 200, 0);
    check(&request("POST", "/healthz", LINE), 405, 0);
    check(&request("POST", "/", LINE), 404, 0);
}

#[test]
fn a_bad_line_does_not_hold_up_good_ones() {
    let body = format!("{LINE}\n\nnonsense\n{LINE}\n");
    let (status, kept, text) = outcome(&request("POST", "/events", &body));
    assert_eq!((status, kept), (200, 2));
    assert!(text.starts_with("line 3: "), "{text}");
    check(&request("POST", "/events", "nonsense"), 400, 0);
    check(&request("POST", "/events", "\n"), 400, 0);
    check(&request("POST", "/events", &format!("{LINE}\n").repeat(101)), 413, 0);
}

#[test]
fn strangers_are_turned_away() {
    let sender = |origin| Sender { origin: Some(origin), host: Some("evil.example") };
    check(&Request { sender: sender("https://evil.example"), ..request("POST", "/events", LINE) }, 403, 0);
    check(&Request { sender: sender("null"), ..request("OPTIONS", "/events", "") }, 403, 0);
    check(&Request { content_type: "text/html", ..request("POST", "/events", LINE) }, 415, 0);
    check(&Request { body: b"\xff\xfe", ..request("POST", "/events", "") }, 400, 0);
}

#[test]
fn only_the_asking_origin_may_read() {
    let RequestOutcome::Keep(_, reply) = judged(&request("POST", "/events", LINE), &mut rules(None)) else {
        panic!("refused")
    };
    assert_eq!(reply.allow.as_deref(), Some("https://help.example.com"));
}

#[test]
fn a_form_is_sent_on() {
    let form = Request {
        content_type: "application/x-www-form-urlencoded",
        ..request("POST", "/events", "helpful=yes&article=a&thanks=%2Fthanks%2F")
    };
    let RequestOutcome::Keep(events, reply) = judged(&form, &mut rules(None)) else { panic!("refused") };
    assert_eq!((events.len(), reply.status, reply.location.as_deref()), (1, 303, Some("/thanks/")));
}

#[test]
fn an_address_that_sends_too_much_has_to_wait() {
    let mut rules = rules(Some(3));
    let status = |rules: &mut ReceiverRules, body: &str| match judged(&request("POST", "/events", body), rules) {
        RequestOutcome::Done(reply) | RequestOutcome::Keep(_, reply) => reply.status,
        RequestOutcome::Health => 200,
    };
    let two = format!("{LINE}\n{LINE}\n");
    assert_eq!(status(&mut rules, &two), 204);
    assert_eq!(status(&mut rules, &two), 429);
    assert_eq!(status(&mut rules, LINE), 204);
}
