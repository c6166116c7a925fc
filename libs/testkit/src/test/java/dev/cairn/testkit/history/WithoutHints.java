package dev.cairn.testkit.history;

import java.util.List;
import java.util.Optional;

/** A model that tells the search nothing of the effects of its operations. */
record WithoutHints<S, I, O>(SequentialModel<S, I, O> model) implements SequentialModel<S, I, O> {

    @Override
    public S initial() {
        return model.initial();
    }

    @Override
    public Optional<S> step(S state, I input, O output) {
        return model.step(state, input, output);
    }

    @Override
    public List<S> stepUnanswered(S state, I input) {
        return model.stepUnanswered(state, input);
    }
}
