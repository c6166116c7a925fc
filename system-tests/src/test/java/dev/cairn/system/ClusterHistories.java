package dev.cairn.system;

import dev.cairn.testkit.history.CreateIfAbsentModel;
import dev.cairn.testkit.history.History;
import dev.cairn.testkit.history.LinearizabilityChecker;
import dev.cairn.testkit.history.RegisterModel;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Clients that write and read a few files at the same time, through all gateways, and remember what they asked and were
 * answered: registers that are overwritten, and names that are created if there are none, read and deleted. No value is
 * written twice.
 */
final class ClusterHistories implements AutoCloseable {

    private static final int KEYS = 3;
    private static final int CLIENTS = 6;
    private static final int PAUSE_MILLIS_MAX = 120;

    private final List<Rest> gateways;
    private final String folder;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final History<RegisterModel.Call<String>, RegisterModel.Answer<String>> registers = new History<>();
    private final History<CreateIfAbsentModel.Call<String>, CreateIfAbsentModel.Answer<String>> names = new History<>();
    private volatile boolean isOver;

    ClusterHistories(List<Rest> gateways, String folder, Random random) {
        this.gateways = gateways;
        this.folder = folder;
        for (int i = 0; i < CLIENTS; i++) {
            int client = i;
            long seed = random.nextLong();
            threads.execute(() -> run(client, new Random(seed)));
        }
    }

    private void run(int client, Random random) {
        for (int number = 0; !isOver; number++) {
            Rest rest = gateways.get(random.nextInt(gateways.size()));
            String key = "key-" + random.nextInt(KEYS);
            String value = client + "." + number;
            String me = client + "#" + number;
            switch (random.nextInt(5)) {
                case 0 -> write(rest, me, key, value);
                case 1 -> read(rest, me, key);
                case 2 -> create(rest, me, key, value);
                case 3 -> get(rest, me, key);
                default -> delete(rest, me, key);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(random.nextInt(PAUSE_MILLIS_MAX));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private String register(String key) {
        return "/v1/files/" + folder + "/register-" + key;
    }

    private String name(String key) {
        return "/v1/files/" + folder + "/name-" + key;
    }

    private void write(Rest rest, String me, String key, String value) {
        var call = registers.invoke(me, key, new RegisterModel.Write<>(value));
        settle(
                () -> rest.put(register(key), bytes(value)),
                answer -> answer.status() / 100 == 2 ? new RegisterModel.Written<String>() : null,
                call::answered,
                call::unknown);
    }

    private void read(Rest rest, String me, String key) {
        var call = registers.invoke(me, key, new RegisterModel.Read<>());
        settle(
                () -> rest.get(register(key)),
                answer -> switch (answer.status()) {
                    case 200 -> new RegisterModel.Value<>(text(answer));
                    case 404 -> new RegisterModel.Value<>("");
                    default -> null;
                },
                call::answered,
                call::unknown);
    }

    private void create(Rest rest, String me, String key, String value) {
        var call = names.invoke(me, key, new CreateIfAbsentModel.Create<>(value));
        settle(
                () -> rest.send("PUT", name(key), Map.of("If-None-Match", "*"), bytes(value)),
                answer -> switch (answer.status()) {
                    case 201 -> new CreateIfAbsentModel.Created<String>();
                    case 412 -> new CreateIfAbsentModel.Exists<String>();
                    default -> null;
                },
                call::answered,
                call::unknown);
    }

    private void get(Rest rest, String me, String key) {
        var call = names.invoke(me, key, new CreateIfAbsentModel.Get<>());
        settle(
                () -> rest.get(name(key)),
                answer -> switch (answer.status()) {
                    case 200 -> new CreateIfAbsentModel.Value<>(text(answer));
                    case 404 -> new CreateIfAbsentModel.Absent<String>();
                    default -> null;
                },
                call::answered,
                call::unknown);
    }

    private void delete(Rest rest, String me, String key) {
        var call = names.invoke(me, key, new CreateIfAbsentModel.Delete<>());
        settle(
                () -> rest.delete(name(key)),
                answer -> switch (answer.status()) {
                    case 200, 204 -> new CreateIfAbsentModel.Deleted<String>();
                    case 404 -> new CreateIfAbsentModel.Absent<String>();
                    default -> null;
                },
                call::answered,
                call::unknown);
    }

    /** Any failure leaves open whether it was done. */
    private static <O> void settle(
            Supplier<Rest.Answer> request,
            Function<Rest.Answer, @Nullable O> meaning,
            Consumer<O> answered,
            Runnable unknown) {
        O output;
        try {
            output = meaning.apply(request.get());
        } catch (UncheckedIOException | IllegalStateException lost) {
            output = null;
        }
        if (output == null) {
            unknown.run();
        } else {
            answered.accept(output);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Rest.Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    /** Ends the clients and requires that one order of all that was done explains every answer. Answers how much that was. */
    int endAndRequireLinearizable() throws InterruptedException {
        isOver = true;
        threads.shutdown();
        if (!threads.awaitTermination(2, TimeUnit.MINUTES)) {
            throw new AssertionError("clients that do not end");
        }
        new LinearizabilityChecker<>(new RegisterModel<>("")).require(registers);
        new LinearizabilityChecker<>(new CreateIfAbsentModel<String>()).require(names);
        return registers.operations().size() + names.operations().size();
    }

    @Override
    public void close() {
        isOver = true;
        threads.shutdownNow();
    }
}
