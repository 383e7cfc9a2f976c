"""Pages for people who practise: by cookie session, server-rendered, without script but for printing."""
