package dev.cairn.kernel;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The states of a component that owns threads or files, and the legal steps between them.
 *
 * <pre>
 * NEW -> STARTING -> RUNNING -> CLOSING -> CLOSED
 *   \________\___________________/
 * </pre>
 *
 * Safe for use by any thread.
 */
public final class Lifecycle {

    public enum State {
        NEW,
        STARTING,
        RUNNING,
        CLOSING,
        CLOSED
    }

    private static final Map<State, Set<State>> LEGAL_STEPS = new EnumMap<>(Map.of(
            State.NEW, EnumSet.of(State.STARTING, State.CLOSING),
            State.STARTING, EnumSet.of(State.RUNNING, State.CLOSING),
            State.RUNNING, EnumSet.of(State.CLOSING),
            State.CLOSING, EnumSet.of(State.CLOSED),
            State.CLOSED, EnumSet.noneOf(State.class)));

    private final String owner;
    private volatile State state = State.NEW;

    public Lifecycle(String owner) {
        this.owner = owner;
    }

    public State state() {
        return state;
    }

    public boolean isRunning() {
        return state() == State.RUNNING;
    }

    /** @throws IllegalStateException if the step is not legal from the present state */
    public void become(State next) {
        if (!tryBecome(next)) {
            throw new IllegalStateException(owner + " cannot go from " + state + " to " + next);
        }
    }

    /** Starts closing. Answers false if that was done before, so that a second close does nothing. */
    public boolean beginClose() {
        return tryBecome(State.CLOSING);
    }

    /** @throws CairnException {@link ErrorCode#UNAVAILABLE} unless running */
    public void requireRunning() {
        State now = state();
        if (now != State.RUNNING) {
            throw new CairnException(ErrorCode.UNAVAILABLE, "lifecycle", owner + " is " + now);
        }
    }

    private synchronized boolean tryBecome(State next) {
        if (!LEGAL_STEPS.getOrDefault(state, Set.of()).contains(next)) {
            return false;
        }
        state = next;
        return true;
    }
}
