package dev.cairn.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member is known by number and start of its process: signals never reach another. */
class MemberProcessTest {

    @TempDir
    Path temporary;

    private ClusterFolder folder;
    private MemberProcess process;
    private Process sleeper;

    @BeforeEach
    void noteASleeper() throws IOException {
        folder = new ClusterFolder(temporary);
        folder.create();
        var member = new Member("metadata-1", Role.METADATA, 1, 2, 64, "dev.cairn.Nothing", List.of());
        process = new MemberProcess(member, folder, new ProcessTable());
        sleeper = new ProcessBuilder("sleep", "120").start();
    }

    @AfterEach
    void end() {
        sleeper.destroyForcibly();
    }

    @Test
    void withoutANoteItIsDead() throws IOException {
        assertThat(process.state()).isEqualTo(ProcessState.DEAD);
        assertThat(process.pid()).isEmpty();
        for (String nonsense : List.of("", "12", "x y", "-3 4\n")) {
            Files.writeString(folder.pid("metadata-1"), nonsense);
            assertThat(process.state()).as(nonsense).isEqualTo(ProcessState.DEAD);
        }
    }

    @Test
    void aStrangerWithItsNumberIsLeftAlone() throws IOException {
        new PidFile(sleeper.pid(), "long ago").write(folder.pid("metadata-1"));

        assertThat(process.state()).isEqualTo(ProcessState.DEAD);
        assertThat(process.pid()).isEmpty();
        process.kill();
        process.terminate();
        assertThatThrownBy(process::pause).isInstanceOf(ClusterException.class).hasMessageContaining("is dead");
        assertThat(sleeper.isAlive()).isTrue();
    }

    @Test
    void itIsPausedResumedAndKilled() throws IOException {
        noteSleeper();

        assertThat(process.pid()).hasValue(sleeper.pid());
        assertThatThrownBy(process::resume).hasMessage("metadata-1 is running, not paused");
        process.pause();
        assertThat(process.state()).isEqualTo(ProcessState.PAUSED);
        assertThatThrownBy(process::pause).hasMessage("metadata-1 is paused, not running");
        process.resume();
        assertThat(process.state()).isEqualTo(ProcessState.RUNNING);
        process.kill();
        assertThat(process.state()).isEqualTo(ProcessState.DEAD);
    }

    @Test
    void aPausedOneEndsWhenToldTo() throws IOException {
        noteSleeper();
        process.pause();

        process.terminate();
        process.awaitEnd();

        assertThat(process.isDead()).isTrue();
    }

    @Test
    void whatItPrintsWhenItFailsIsInItsLog() {
        process.start(JavaCommand.ofThisProcess(""));

        assertThat(Patience.until(Duration.ofSeconds(30), process::isDead)).isTrue();
        assertThat(folder.log("metadata-1")).content().contains("dev.cairn.Nothing");
        assertThat(folder.data("metadata-1")).isDirectory();
    }

    private void noteSleeper() throws IOException {
        String started = new ProcessTable().find(sleeper.pid()).orElseThrow().started();
        new PidFile(sleeper.pid(), started).write(folder.pid("metadata-1"));
    }
}
