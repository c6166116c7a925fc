package dev.cairn.testkit.history;

/** An operation under way, to be ended once in one of three ways; one that is never ended counts as unknown. */
public interface Invocation<O> {

    /** To be called after the answer arrived. */
    void answered(O output);

    /** To be called when the operation certainly had no effect and never will have one. */
    void failed();

    /** To be called when the client gives up without knowing: the operation may take effect now, later or never. */
    void unknown();
}
