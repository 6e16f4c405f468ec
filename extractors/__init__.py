"""From a site to articles: sources, discovery, fetching and reading of pages."""
