package dev.cairn.coordination;

/** What the ports of a member say about its process. */
enum Presence {
    /** One of them was open, so something runs there. */
    LISTENS,
    /** All refused, and they are ports of this very host: its kernel knows that nobody listens. */
    REFUSED_HERE,
    /** All refused, on another host. Most likely nobody listens; a firewall that rejects looks the same. */
    REFUSED_ELSEWHERE,
    /** No answer, or nothing to ask: no reason to believe anything. */
    UNKNOWN
}
