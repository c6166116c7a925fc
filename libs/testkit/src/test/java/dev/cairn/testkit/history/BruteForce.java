package dev.cairn.testkit.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The definition of linearizability, word by word: tries every order of every choice of unanswered operations, with no
 * thought of saving work. For histories of a few operations on one key.
 */
record BruteForce<S, I, O>(SequentialModel<S, I, O> model, List<Operation<I, O>> operations) {

    boolean isLinearizable() {
        return extend(new ArrayList<>());
    }

    private boolean extend(List<Operation<I, O>> order) {
        if (explains(order)) {
            return true;
        }
        for (Operation<I, O> operation : operations) {
            if (!order.contains(operation) && !(operation.outcome() instanceof Outcome.Failed<O>)) {
                order.add(operation);
                boolean found = extend(order);
                order.removeLast();
                if (found) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean explains(List<Operation<I, O>> order) {
        return holdsAllAnswered(order) && keepsOrder(order) && isAccepted(order, 0, model.initial());
    }

    private boolean holdsAllAnswered(List<Operation<I, O>> order) {
        return operations.stream()
                .filter(operation -> operation.outcome() instanceof Outcome.Answered<O>)
                .allMatch(order::contains);
    }

    private boolean keepsOrder(List<Operation<I, O>> order) {
        for (int later = 0; later < order.size(); later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                if (order.get(later).returned() < order.get(earlier).invoked()) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isAccepted(List<Operation<I, O>> order, int index, S state) {
        if (index == order.size()) {
            return true;
        }
        Operation<I, O> operation = order.get(index);
        return switch (operation.outcome()) {
            case Outcome.Answered<O>(O output) -> {
                Optional<S> next = model.step(state, operation.input(), output);
                yield next.isPresent() && isAccepted(order, index + 1, next.get());
            }
            case Outcome.Unknown<O>() ->
                model.stepUnanswered(state, operation.input()).stream()
                        .anyMatch(next -> isAccepted(order, index + 1, next));
            case Outcome.Failed<O>() -> false;
        };
    }
}
