package dev.cairn.coordination;

/**
 * What a {@link LeaderElector} tells. Both calls come from the elector's thread, strictly in turn: elected, deposed,
 * elected, ...
 */
public interface Candidate {

    /**
     * This process leads from now on, and no predecessor serves any more. What follows (fencing, recovery) must not be
     * done before returning, or the elector could not notice that the term has ended meanwhile.
     */
    void elected(LeaderRecord record);

    /** The term has ended. When this returns nothing more is served in it. */
    void deposed(LeaderRecord record);
}
