package dev.cairn.testkit.history;

import dev.cairn.testkit.history.CreateIfAbsentModel.Absent;
import dev.cairn.testkit.history.CreateIfAbsentModel.Answer;
import dev.cairn.testkit.history.CreateIfAbsentModel.Call;
import dev.cairn.testkit.history.CreateIfAbsentModel.Create;
import dev.cairn.testkit.history.CreateIfAbsentModel.Created;
import dev.cairn.testkit.history.CreateIfAbsentModel.Delete;
import dev.cairn.testkit.history.CreateIfAbsentModel.Deleted;
import dev.cairn.testkit.history.CreateIfAbsentModel.Exists;
import dev.cairn.testkit.history.CreateIfAbsentModel.Get;
import dev.cairn.testkit.history.CreateIfAbsentModel.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** A name created once, with values from 0 to below {@code values}. For one thread. */
final class TrueName implements TrueObject<Call<Integer>, Answer<Integer>> {

    private static final String NAME = "name";

    private final int values;
    private final Map<String, Integer> names = new HashMap<>();

    TrueName(int values) {
        this.values = values;
    }

    @Override
    public Call<Integer> call(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> new Get<>();
            case 1 -> new Create<>(random.nextInt(values));
            default -> new Delete<>();
        };
    }

    @Override
    public Answer<Integer> ask(Call<Integer> call) {
        return switch (call) {
            case Get<Integer>() -> names.containsKey(NAME) ? new Value<>(names.getOrDefault(NAME, 0)) : new Absent<>();
            case Create<Integer>(Integer value) ->
                names.putIfAbsent(NAME, value) == null ? new Created<>() : new Exists<>();
            case Delete<Integer>() -> names.remove(NAME) == null ? new Absent<>() : new Deleted<>();
        };
    }

    @Override
    public Answer<Integer> anyAnswer(Random random, Call<Integer> call) {
        return switch (call) {
            case Get<Integer>() -> random.nextBoolean() ? new Value<>(random.nextInt(values)) : new Absent<>();
            case Create<Integer> _ -> random.nextBoolean() ? new Created<>() : new Exists<>();
            case Delete<Integer>() -> random.nextBoolean() ? new Deleted<>() : new Absent<>();
        };
    }
}
