// `script.js` as pages load it: the theme's `scripts/`, joined.
export * from '../../../themes/default/scripts/events.js';
export * from '../../../themes/default/scripts/trail.js';
