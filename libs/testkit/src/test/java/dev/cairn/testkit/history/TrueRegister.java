package dev.cairn.testkit.history;

import dev.cairn.testkit.history.RegisterModel.Answer;
import dev.cairn.testkit.history.RegisterModel.Call;
import dev.cairn.testkit.history.RegisterModel.CompareAndSet;
import dev.cairn.testkit.history.RegisterModel.Read;
import dev.cairn.testkit.history.RegisterModel.Refused;
import dev.cairn.testkit.history.RegisterModel.Value;
import dev.cairn.testkit.history.RegisterModel.Write;
import dev.cairn.testkit.history.RegisterModel.Written;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** A register of the values from 0 to below {@code values}. Safe for use by any thread. */
final class TrueRegister implements TrueObject<Call<Integer>, Answer<Integer>> {

    private final int values;
    private final AtomicInteger register = new AtomicInteger();

    TrueRegister(int values) {
        this.values = values;
    }

    @Override
    public Call<Integer> call(Random random) {
        int value = random.nextInt(values);
        return switch (random.nextInt(3)) {
            case 0 -> new Read<>();
            case 1 -> new Write<>(value);
            default -> new CompareAndSet<>(random.nextInt(values), value);
        };
    }

    @Override
    public Answer<Integer> ask(Call<Integer> call) {
        return switch (call) {
            case Read<Integer>() -> new Value<>(register.get());
            case Write<Integer>(Integer value) -> {
                register.set(value);
                yield new Written<>();
            }
            case CompareAndSet<Integer>(Integer expected, Integer value) ->
                register.compareAndSet(expected, value) ? new Written<>() : new Refused<>();
        };
    }

    @Override
    public Answer<Integer> anyAnswer(Random random, Call<Integer> call) {
        return switch (call) {
            case Read<Integer>() -> new Value<>(random.nextInt(values));
            case Write<Integer> _ -> random.nextInt(4) > 0 ? new Written<>() : new Refused<>();
            case CompareAndSet<Integer> _ -> random.nextBoolean() ? new Written<>() : new Refused<>();
        };
    }
}
