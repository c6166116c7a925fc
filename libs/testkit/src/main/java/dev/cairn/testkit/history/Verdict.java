package dev.cairn.testkit.history;

import java.util.List;

/** What the checker found. */
public sealed interface Verdict {

    /** Every answer can be explained. */
    record Linearizable() implements Verdict {}

    /**
     * No order explains all answers on this key.
     *
     * @param window the first operation, by its answer, from which on no explanation exists, and after it those side by side
     *     with it, in the order of their calls
     * @param message the same for a person, with the states the key can have had when that operation was called
     */
    record Violation(String key, List<Operation<?, ?>> window, String message) implements Verdict {

        public Violation {
            window = List.copyOf(window);
        }
    }

    /**
     * The search on this key was given up after so many steps; on no key a violation was found.
     *
     * @param furthest the first operation, by its answer, up to which no explanation was found in these steps
     */
    record Undecided(String key, long steps, Operation<?, ?> furthest) implements Verdict {}
}
