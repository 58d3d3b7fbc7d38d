// The only worker type that the search engine uses. TypeScript cannot load its worker and page libraries together.
declare const WorkerGlobalScope: { new (): object };
