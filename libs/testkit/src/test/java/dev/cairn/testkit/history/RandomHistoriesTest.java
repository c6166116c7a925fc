package dev.cairn.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.history.RegisterModel.Answer;
import dev.cairn.testkit.history.RegisterModel.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The checker accepts what true objects do, and agrees with the definition on what false ones do. */
class RandomHistoriesTest {

    private static final int ROUNDS = 8_000;

    private final Random random = new Random(Seeds.next());

    @Test
    void whatATrueRegisterDoesIsLinearizable() {
        acceptsATrue(() -> new TrueRegister(4), new RegisterModel<>(0));
    }

    @Test
    void whatATrueNameDoesIsLinearizable() {
        acceptsATrue(() -> new TrueName(4), new CreateIfAbsentModel<>());
    }

    @Test
    void onAlteredHistoriesOfARegisterTheVerdictIsThatOfTheDefinition() {
        agreesWithTheDefinition(() -> new TrueRegister(3), new RegisterModel<>(0));
    }

    @Test
    void onAlteredHistoriesOfANameTheVerdictIsThatOfTheDefinition() {
        agreesWithTheDefinition(() -> new TrueName(3), new CreateIfAbsentModel<>());
    }

    @Test
    void onAlteredHistoriesOfARegisterHintsDoNotChangeTheVerdict() {
        hintsDoNotChangeTheVerdict(() -> new TrueRegister(3), new RegisterModel<>(0));
    }

    @Test
    void onAlteredHistoriesOfANameHintsDoNotChangeTheVerdict() {
        hintsDoNotChangeTheVerdict(() -> new TrueName(3), new CreateIfAbsentModel<>());
    }

    @Test
    void whatThreadsDoToAnAtomicIntegerIsLinearizable() {
        TrueRegister register = new TrueRegister(5);
        History<Call<Integer>, Answer<Integer>> history = new History<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int client = 0; client < 4; client++) {
                String name = "c" + client;
                Random own = new Random(random.nextLong());
                threads.execute(() -> {
                    for (int count = 0; count < 200; count++) {
                        Call<Integer> call = register.call(own);
                        Invocation<Answer<Integer>> invocation = history.invoke(name, "k", call);
                        invocation.answered(register.ask(call));
                    }
                });
            }
        }
        assertThat(history.operations()).hasSize(800);
        new LinearizabilityChecker<>(new RegisterModel<>(0)).require(history);
    }

    private <S, I, O> void acceptsATrue(Supplier<TrueObject<I, O>> objects, SequentialModel<S, I, O> model) {
        var checker = new LinearizabilityChecker<>(model);
        for (int round = 0; round < 300; round++) {
            checker.require(new SimulatedClients<>(random, objects.get(), 5, 10).run(80));
        }
    }

    private <S, I, O> void agreesWithTheDefinition(Supplier<TrueObject<I, O>> objects, SequentialModel<S, I, O> model) {
        var checker = new LinearizabilityChecker<>(model);
        int violations = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<Operation<I, O>> operations = altered(objects.get(), 3, 2 + random.nextInt(5));
            boolean right = new BruteForce<>(model, operations).isLinearizable();
            assertThat(checker.check(operations))
                    .as("%s", operations)
                    .isInstanceOf(right ? Verdict.Linearizable.class : Verdict.Violation.class);
            violations += right ? 0 : 1;
        }
        assertThat(violations).isBetween(ROUNDS / 20, ROUNDS * 19 / 20);
    }

    private <S, I, O> void hintsDoNotChangeTheVerdict(
            Supplier<TrueObject<I, O>> objects, SequentialModel<S, I, O> model) {
        int violations = 0;
        for (int round = 0; round < ROUNDS / 4; round++) {
            List<Operation<I, O>> operations = altered(objects.get(), 4, 16);
            Verdict verdict = new LinearizabilityChecker<>(model).check(operations);
            assertThat(new LinearizabilityChecker<>(new WithoutHints<>(model)).check(operations))
                    .as("%s", operations)
                    .isEqualTo(verdict);
            violations += verdict instanceof Verdict.Violation ? 1 : 0;
        }
        assertThat(violations).isBetween(ROUNDS / 80, ROUNDS * 19 / 80);
    }

    /** What clients saw of a true object, but for one answer, or now and then two or none, replaced by chance. */
    private <I, O> List<Operation<I, O>> altered(TrueObject<I, O> object, int clients, int size) {
        List<Operation<I, O>> operations = new ArrayList<>(
                new SimulatedClients<>(random, object, clients, 15).run(size).operations());
        int alterations = List.of(0, 1, 1, 1, 2).get(random.nextInt(5));
        for (int count = 0; count < alterations; count++) {
            int index = random.nextInt(size);
            Operation<I, O> operation = operations.get(index);
            if (operation.outcome() instanceof Outcome.Answered<O>) {
                operations.set(index, operation.answered(object.anyAnswer(random, operation.input())));
            }
        }
        return operations;
    }
}
