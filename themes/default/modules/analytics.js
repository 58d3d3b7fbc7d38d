/**
 * Sends events to web analytics services in their own formats. Each event is sent only once, because they cannot
 * distinguish a retry from a second event.
 */

const NAMES = { view: 'pageview', search: 'Search', feedback: 'Feedback', feedback_reason: 'Feedback reason', contact: 'Contact' };

/** The answer that was sent last: its reason is not a second answer. */
let answer = '';

/** The page's address without its query, which can contain what the reader typed. */
const here = location.origin + location.pathname;

/** The referrer if it is another site. Addresses of this site may contain queries. */
const referrer = () => (document.referrer && new URL(document.referrer).origin !== location.origin ? document.referrer : '');

/** The fields specific to a kind of event. @param {any} event @returns {Record<string, any>} */
function details({ v, id, event, at, visit, page, comment, ...rest }) {
  return rest;
}

/** @param {string} url @param {any} body an object is sent as JSON */
function post(url, body) {
  const text = body instanceof URLSearchParams ? body : JSON.stringify(body);
  // Nobody reads the response, and `no-cors` avoids a preflight request.
  fetch(url, { method: 'POST', body: text, keepalive: true, mode: 'no-cors', credentials: 'omit' }).catch(() => {});
}

/** @type {Record<string, (service: any, event: any, title: string) => void>} */
const services = {
  plausible: ({ url, domain }, event) =>
    post(`${url}/api/event`, {
      name: /** @type {any} */ (NAMES)[event.event],
      url: here,
      domain,
      referrer: referrer(),
      props: details(event),
    }),

  matomo: ({ url, site }, event, title) => {
    const fields = new URLSearchParams({ idsite: site, rec: '1', apiv: '1', url: here, send_image: '0', cookie: '0' });
    if (event.visit) fields.set('_id', event.visit.replaceAll('-', '').slice(0, 16));
    if (event.event === 'view') fields.set('action_name', title);
    else if (event.event === 'search') {
      fields.set('search', event.query);
      fields.set('search_count', event.hits);
    } else {
      fields.set('e_c', /** @type {any} */ (NAMES)[event.event]);
      fields.set('e_a', event.step ?? (event.helpful ? 'yes' : 'no'));
      fields.set('e_n', event.article ?? event.page);
    }
    post(`${url}/matomo.php`, fields);
  },

  posthog: ({ url, key }, event) =>
    post(`${url}/i/v0/e/`, {
      api_key: key,
      event: event.event === 'view' ? '$pageview' : `help_${event.event}`,
      distinct_id: event.visit ?? event.id,
      timestamp: event.at,
      properties: { $current_url: here, $process_person_profile: false, ...details(event) },
    }),

  ga4: ({ url, id, secret }, event, title) => {
    const address = new URL('/mp/collect', url);
    address.search = String(new URLSearchParams({ measurement_id: id, api_secret: secret }));
    const name = event.event === 'view' ? 'page_view' : `help_${event.event}`;
    const params = { page_location: here, page_title: title, engagement_time_msec: 1, ...details(event) };
    post(address.href, { client_id: event.visit ?? event.id, events: [{ name, params }] });
  },
};

/**
 * Sends an event to all configured services.
 * @param {any[]} configured @param {any} event @param {string} title the page's, scrubbed: the search page names its query there
 */
export function tell(configured, event, title) {
  // The view of the page was sent already.
  if (event.event === 'missing') return;
  if (event.event === 'feedback') {
    const isSame = answer === event.answer;
    if (isSame && !event.reason) return;
    answer = event.answer;
    if (isSame) event = { ...event, event: 'feedback_reason' };
  }
  for (const service of configured) services[service.name]?.(service, event, title);
}
