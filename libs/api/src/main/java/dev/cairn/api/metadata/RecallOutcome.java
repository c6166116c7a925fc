package dev.cairn.api.metadata;

/** What asking for a recall led to. */
public enum RecallOutcome {
    /** It was not asked for before. */
    QUEUED,
    /** It had been asked for and is under way. */
    ALREADY_QUEUED,
    /** Everything is online; the time it is kept was set anew. */
    ALREADY_ONLINE
}
