// The one name of a worker that the search engine asks for; the library of workers cannot be loaded with that of pages.
declare const WorkerGlobalScope: { new (): object };
