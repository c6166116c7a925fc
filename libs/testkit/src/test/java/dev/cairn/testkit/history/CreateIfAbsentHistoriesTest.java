package dev.cairn.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;

/** Histories of names created once that are known to be right or wrong. */
class CreateIfAbsentHistoriesTest {

    private final History<Call<String>, Answer<String>> history = new History<>();

    @Test
    void ofTwoCreationsSideBySideEitherMaySucceed() {
        Invocation<Answer<String>> first = history.invoke("a", "k", new Create<>("x"));
        Invocation<Answer<String>> second = history.invoke("b", "k", new Create<>("y"));
        first.answered(new Exists<>());
        second.answered(new Created<>());
        does(new Get<>(), new Value<>("y"));
        assertRight();
    }

    @Test
    void aNameCreatedTwiceIsWrong() {
        Invocation<Answer<String>> first = history.invoke("a", "k", new Create<>("x"));
        Invocation<Answer<String>> second = history.invoke("b", "k", new Create<>("y"));
        first.answered(new Created<>());
        second.answered(new Created<>());
        assertWrong();
    }

    @Test
    void aNameCreatedTwiceWithADeletionBetweenIsRight() {
        does(new Create<>("x"), new Created<>());
        does(new Delete<>(), new Deleted<>());
        does(new Create<>("y"), new Created<>());
        assertRight();
    }

    @Test
    void anUnknownDeletionExplainsASecondCreation() {
        history.invoke("a", "k", new Delete<>()).unknown();
        does(new Create<>("x"), new Created<>());
        does(new Create<>("y"), new Created<>());
        assertRight();
        does(new Create<>("z"), new Created<>());
        assertWrong();
    }

    @Test
    void aNameThatVanishesIsWrong() {
        does(new Create<>("x"), new Created<>());
        does(new Get<>(), new Absent<>());
        assertWrong();
    }

    @Test
    void aNameThatExistsBeforeItsCreationIsWrong() {
        does(new Create<>("x"), new Exists<>());
        assertWrong();
    }

    @Test
    void anUnknownCreationExplainsThatTheNameExists() {
        history.invoke("a", "k", new Create<>("x")).unknown();
        does(new Get<>(), new Absent<>());
        does(new Create<>("y"), new Exists<>());
        assertRight();
        does(new Get<>(), new Value<>("y"));
        assertWrong();
    }

    @Test
    void anUnknownCreationReplacesNothing() {
        does(new Create<>("x"), new Created<>());
        history.invoke("a", "k", new Create<>("y")).unknown();
        does(new Get<>(), new Value<>("y"));
        assertWrong();
    }

    @Test
    void aNameDeletedTwiceIsWrong() {
        does(new Create<>("x"), new Created<>());
        does(new Delete<>(), new Deleted<>());
        does(new Delete<>(), new Deleted<>());
        assertWrong();
    }

    @Test
    void anUnknownCreationThatCameLateExplainsASecondDeletion() {
        history.invoke("a", "k", new Create<>("x")).unknown();
        does(new Create<>("y"), new Created<>());
        does(new Delete<>(), new Deleted<>());
        does(new Delete<>(), new Deleted<>());
        does(new Delete<>(), new Absent<>());
        assertRight();
    }

    private void does(Call<String> input, Answer<String> output) {
        history.invoke("c", "k", input).answered(output);
    }

    private void assertRight() {
        assertThat(verdict()).isEqualTo(new Verdict.Linearizable());
    }

    private void assertWrong() {
        assertThat(verdict()).isInstanceOf(Verdict.Violation.class);
    }

    private Verdict verdict() {
        return new LinearizabilityChecker<>(new CreateIfAbsentModel<String>()).check(history);
    }
}
