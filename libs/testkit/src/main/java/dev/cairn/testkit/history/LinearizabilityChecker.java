package dev.cairn.testkit.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says whether a history is linearizable: whether each operation can be thought to have happened at one moment between its
 * call and its answer, such that the model would have given the same answers in the order of these moments.
 *
 * <p>The search is that of J. M. Wing and C. Gong, "Testing and Verifying Concurrent Objects" (Journal of Parallel and
 * Distributed Computing 17, 1993), with the memory of configurations and the split by key of G. Lowe, "Testing for
 * linearizability" (Concurrency and Computation: Practice and Experience 29(4), 2017). A history is linearizable if and only
 * if that of each key is (M. Herlihy and J. M. Wing, 1990), so no operation may touch two keys.
 *
 * <p>The question is NP-complete, so the search has a limit of steps for each key; a step is a configuration not seen
 * before and costs some 250 bytes. What makes it long are many operations side by side that write, and a violation after
 * many of unknown outcome, more so if they write few different values: let tests write values that are all different.
 *
 * <p>Immutable and safe for use by any thread.
 */
public final class LinearizabilityChecker<S, I, O> {

    /** About a second and 120 MB. */
    public static final long STEPS_MAX_DEFAULT = 500_000;

    private static final int STATES_SHOWN_MAX = 10;

    private final SequentialModel<S, I, O> model;
    private final long stepsMax;

    public LinearizabilityChecker(SequentialModel<S, I, O> model) {
        this(model, STEPS_MAX_DEFAULT);
    }

    /** @param stepsMax after how many steps on one key to give up */
    public LinearizabilityChecker(SequentialModel<S, I, O> model, long stepsMax) {
        if (stepsMax < 1) {
            throw new IllegalArgumentException("stepsMax " + stepsMax);
        }
        this.model = model;
        this.stepsMax = stepsMax;
    }

    /** Checks all keys; a violation on any of them outweighs a search given up. */
    public Verdict check(History<I, O> history) {
        return check(history.operations());
    }

    /** Checks all keys; a violation on any of them outweighs a search given up. */
    public Verdict check(List<Operation<I, O>> operations) {
        Map<String, List<Operation<I, O>>> byKey = operations.stream()
                .collect(Collectors.groupingBy(Operation::key, LinkedHashMap::new, Collectors.toList()));
        Verdict verdict = new Verdict.Linearizable();
        for (Map.Entry<String, List<Operation<I, O>>> entry : byKey.entrySet()) {
            Search<S, I, O> search = new Search<>(model, entry.getValue(), stepsMax);
            switch (search.run()) {
                case FOUND -> {}
                case NONE -> {
                    return violation(entry.getKey(), entry.getValue(), search.stuck());
                }
                case GIVEN_UP -> verdict = new Verdict.Undecided(entry.getKey(), stepsMax, search.stuck());
            }
        }
        return verdict;
    }

    /** @throws AssertionError if the history is not linearizable, or not certainly */
    public void require(History<I, O> history) {
        switch (check(history)) {
            case Verdict.Linearizable() -> {}
            case Verdict.Violation violation -> throw new AssertionError(violation.message());
            case Verdict.Undecided(String key, long steps, Operation<?, ?> furthest) ->
                throw new AssertionError("not decided in " + steps + " steps whether key " + key
                        + " is linearizable, nothing found that explains\n  " + furthest);
        }
    }

    private Verdict violation(String key, List<Operation<I, O>> operations, Operation<I, O> stuck) {
        List<Operation<?, ?>> window = new ArrayList<>();
        window.add(stuck);
        operations.stream()
                .filter(operation -> !operation.equals(stuck) && operation.overlaps(stuck))
                .filter(operation -> !(operation.outcome() instanceof Outcome.Failed<O>))
                .forEach(window::add);
        return new Verdict.Violation(key, window, message(key, window, statesAtCall(operations, stuck)));
    }

    /** Searches once more, as long as the first time, and keeps the states met. */
    private Set<S> statesAtCall(List<Operation<I, O>> operations, Operation<I, O> stuck) {
        Search<S, I, O> search = new Search<>(model, operations, stepsMax, stuck.invoked());
        search.run();
        return search.watchedStates();
    }

    private String message(String key, List<Operation<?, ?>> window, Set<S> states) {
        String shown = states.stream()
                .map(Object::toString)
                .sorted()
                .limit(STATES_SHOWN_MAX)
                .collect(Collectors.joining(" or "));
        StringBuilder text = new StringBuilder()
                .append("key " + key + " is not linearizable, nothing explains\n  " + window.getFirst())
                .append("\nWhen it was called, the state was " + shown)
                .append(states.size() > STATES_SHOWN_MAX ? " or one of more" : "")
                .append(window.size() > 1 ? ". Side by side with it:" : ". Nothing was side by side with it.");
        window.stream().skip(1).forEach(operation -> text.append("\n  ").append(operation));
        return text.toString();
    }
}
