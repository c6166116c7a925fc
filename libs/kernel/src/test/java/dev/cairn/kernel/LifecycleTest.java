package dev.cairn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Only the steps of the table are legal, and closing twice is harmless. */
class LifecycleTest {

    @Test
    void walksTheLegalStepsAndRefusesOthers() {
        var lifecycle = new Lifecycle("thing");
        assertThatThrownBy(() -> lifecycle.become(Lifecycle.State.RUNNING)).hasMessageContaining("thing");
        lifecycle.become(Lifecycle.State.STARTING);
        lifecycle.become(Lifecycle.State.RUNNING);
        assertThat(lifecycle.isRunning()).isTrue();
        assertThat(lifecycle.beginClose()).isTrue();
        assertThat(lifecycle.beginClose()).isFalse();
        lifecycle.become(Lifecycle.State.CLOSED);
        assertThatThrownBy(lifecycle::requireRunning).isInstanceOf(CairnException.class);
    }
}
