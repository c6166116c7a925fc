package dev.cairn.testkit.history;

/**
 * One operation of one client on one key. What was returned before another was invoked came first; all else is side by
 * side.
 *
 * @param invoked position of the call among all calls and answers of its history
 * @param returned position of the answer; {@link #NEVER} if and only if the outcome is unknown
 */
public record Operation<I, O>(String client, String key, I input, Outcome<O> outcome, long invoked, long returned) {

    /** Comes after every position. */
    public static final long NEVER = Long.MAX_VALUE;

    public Operation {
        if (invoked < 0 || returned <= invoked) {
            throw new IllegalArgumentException("invoked at " + invoked + ", returned at " + returned);
        }
        if (outcome instanceof Outcome.Unknown<O> != (returned == NEVER)) {
            throw new IllegalArgumentException("outcome " + outcome + ", returned at " + returned);
        }
    }

    /** The same operation, ended in another way at the same place; for tests that falsify histories. */
    public Operation<I, O> answered(O output) {
        return new Operation<>(client, key, input, new Outcome.Answered<>(output), invoked, returned);
    }

    boolean overlaps(Operation<I, O> other) {
        return invoked < other.returned && other.invoked < returned;
    }

    @Override
    public String toString() {
        return "[" + invoked + ".." + (returned == NEVER ? "" : returned) + "] " + client + ": " + input + " -> "
                + outcome;
    }
}
