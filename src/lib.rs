//! Answerbook turns a folder of Markdown FAQs and guides into a versioned, static help center.
//!
//! The modules, from the edge of the program to its foundations. A test checks that modules import only what is below
//! them:
//!
//! - the edge: [`cli`] parses the command line and prints; [`load`] reads the folder; [`output`] writes the site;
//!   [`serve`] previews it; [`collect`] receives events; [`insights`] reports on them;
//!   [`import`] reads the help centers of other vendors.
//! - the pipeline: [`pipeline`] calls the stages.
//! - the stages: [`project`], [`config`], [`content`], [`site`], [`links`], [`theme`], [`render`], [`search`],
//!   [`extras`], [`output`].
//! - the foundations: [`diagnostic`], [`codes`], [`report`], [`source`], [`path`], [`suggest`], [`printable`],
//!   [`shared_cache`], [`html`], [`left_over`], [`limits`], [`accept`], [`beneath`], [`disk_cache`],
//!   [`http_client`], [`events`].

pub mod accept;
pub mod address_history;
pub mod addresses;
pub mod beneath;
pub mod cli;
pub mod codes;
pub mod collect;
pub mod comparison;
pub mod config;
pub mod content;
pub mod diagnostic;
pub mod disk_cache;
pub mod events;
pub mod external;
pub mod extras;
pub mod fixes;
pub mod html;
pub mod http_client;
pub mod import;
pub mod insights;
pub mod left_over;
pub mod limits;
pub mod links;
pub mod load;
pub mod moves;
mod named;
pub mod output;
pub mod path;
pub mod pipeline;
pub mod printable;
pub mod project;
pub mod publish;
pub mod render;
pub mod report;
pub mod search;
pub mod serve;
pub mod shared_cache;
pub mod site;
pub mod source;
pub mod suggest;
pub mod theme;
pub mod words;
