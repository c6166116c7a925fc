package dev.cairn.api.metadata;

import java.util.List;

/**
 * Places that came into the waiting list, in the order in which they came.
 *
 * @param places with the ops that are new there
 * @param next where to go on
 * @param isWhole whether these are all arrivals since the position that was asked about. If not, others were forgotten or
 *     happened under another leader, and the caller reads the whole list
 */
public record Arrivals(List<Waiting> places, Position next, boolean isWhole) {

    public Arrivals {
        places = List.copyOf(places);
    }

    /**
     * How many arrivals a caller has seen.
     *
     * @param term the epoch of the leader that counted them
     */
    public record Position(long term, long number) {

        /** Nothing seen: the answer tells the present position at once. */
        public static final Position NONE = new Position(0, 0);
    }
}
