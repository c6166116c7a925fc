package dev.cairn.testkit.history;

import java.util.List;
import java.util.Optional;

/**
 * A name that is created once, until it is deleted.
 *
 * @param <V> an immutable value with equals and hashCode
 */
public final class CreateIfAbsentModel<V>
        implements SequentialModel<Optional<V>, CreateIfAbsentModel.Call<V>, CreateIfAbsentModel.Answer<V>> {

    /** What is asked of a name. */
    public sealed interface Call<V> {}

    /** Answered by {@link Created} or, if the name is there, by {@link Exists}. */
    public record Create<V>(V value) implements Call<V> {}

    /** Answered by {@link Value} or {@link Absent}. */
    public record Get<V>() implements Call<V> {}

    /** Answered by {@link Deleted} or {@link Absent}. */
    public record Delete<V>() implements Call<V> {}

    /** What is answered. */
    public sealed interface Answer<V> {}

    /** The name was not there and is now. */
    public record Created<V>() implements Answer<V> {}

    /** The name was there and stays as it is. */
    public record Exists<V>() implements Answer<V> {}

    /** The name is there, with this value. */
    public record Value<V>(V value) implements Answer<V> {}

    /** The name was there and is no more. */
    public record Deleted<V>() implements Answer<V> {}

    /** The name is not there. */
    public record Absent<V>() implements Answer<V> {}

    @Override
    public Optional<V> initial() {
        return Optional.empty();
    }

    @Override
    public Optional<Optional<V>> step(Optional<V> state, Call<V> input, Answer<V> output) {
        Answer<V> right = answer(state, input);
        return output.equals(right) ? Optional.of(after(state, input)) : Optional.empty();
    }

    private Answer<V> answer(Optional<V> state, Call<V> input) {
        return switch (input) {
            case Create<V> _ -> state.isPresent() ? new Exists<>() : new Created<>();
            case Get<V>() -> state.<Answer<V>>map(Value::new).orElseGet(Absent::new);
            case Delete<V>() -> state.isPresent() ? new Deleted<>() : new Absent<>();
        };
    }

    private Optional<V> after(Optional<V> state, Call<V> input) {
        return switch (input) {
            case Create<V>(V value) -> state.isPresent() ? state : Optional.of(value);
            case Get<V>() -> state;
            case Delete<V>() -> Optional.empty();
        };
    }

    @Override
    public List<Optional<V>> stepUnanswered(Optional<V> state, Call<V> input) {
        return List.of(after(state, input));
    }

    @Override
    public Effect effect(Call<V> input, Outcome<Answer<V>> outcome) {
        return switch (outcome) {
            case Outcome.Answered<Answer<V>>(Answer<V> output) -> effect(output);
            case Outcome.Failed<Answer<V>>() -> Effect.ANY;
            case Outcome.Unknown<Answer<V>>() -> input instanceof Delete<V> ? Effect.OVERWRITES : Effect.ANY;
        };
    }

    private Effect effect(Answer<V> output) {
        return switch (output) {
            case Exists<V>(), Value<V> _, Absent<V>() -> Effect.OBSERVES;
            case Created<V>(), Deleted<V>() -> Effect.ANY;
        };
    }
}
