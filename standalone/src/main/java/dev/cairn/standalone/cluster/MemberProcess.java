package dev.cairn.standalone.cluster;

import dev.cairn.standalone.cluster.ProcessTable.Signal;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * The process of a member, running or not. It was started by this command or by an earlier one, and is known by its pid
 * file. Signals go to that very process or to none.
 */
final class MemberProcess {

    private static final Duration STOP_TIME_MAX = Duration.ofSeconds(30);
    private static final Duration SIGNAL_TIME_MAX = Duration.ofSeconds(10);

    private final Member member;
    private final ClusterFolder folder;
    private final ProcessTable processes;

    MemberProcess(Member member, ClusterFolder folder, ProcessTable processes) {
        this.member = member;
        this.folder = folder;
        this.processes = processes;
    }

    Member member() {
        return member;
    }

    String name() {
        return member.name();
    }

    ProcessState state() {
        return PidFile.read(folder.pid(name())).map(this::stateOf).orElse(ProcessState.DEAD);
    }

    private ProcessState stateOf(PidFile note) {
        return processes
                .find(note.pid())
                .filter(entry -> entry.started().equals(note.started()))
                .map(ProcessTable.Entry::state)
                .orElse(ProcessState.DEAD);
    }

    boolean isDead() {
        return state() == ProcessState.DEAD;
    }

    /** The number of the process; empty when it is dead. */
    OptionalLong pid() {
        return PidFile.read(folder.pid(name()))
                .filter(note -> stateOf(note) != ProcessState.DEAD)
                .map(note -> OptionalLong.of(note.pid()))
                .orElse(OptionalLong.empty());
    }

    /** Starts it, detached from this process; what it prints goes to its log. */
    void start(JavaCommand java) {
        try {
            Files.createDirectories(folder.data(name()));
            File log = folder.log(name()).toFile();
            Process process = new ProcessBuilder(java.of(member))
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                    .start();
            String started = processes
                    .find(process.pid())
                    .map(ProcessTable.Entry::started)
                    .orElse("ended at once");
            new PidFile(process.pid(), started).write(folder.pid(name()));
        } catch (IOException e) {
            throw new ClusterException(name() + " cannot be started: " + e.getMessage(), e);
        }
    }

    /** SIGKILL, as if the power had failed. */
    void kill() {
        signal(Signal.KILL);
        if (!Patience.until(SIGNAL_TIME_MAX, this::isDead)) {
            throw new ClusterException(name() + " does not die");
        }
    }

    /** SIGSTOP: it keeps its connections and its memory, and does nothing. */
    void pause() {
        require(ProcessState.RUNNING);
        signal(Signal.STOP);
        await(ProcessState.PAUSED);
    }

    /** SIGCONT: it goes on as if no time had passed. */
    void resume() {
        require(ProcessState.PAUSED);
        signal(Signal.CONT);
        await(ProcessState.RUNNING);
    }

    /** Asks it to end, also when it is paused. */
    void terminate() {
        signal(Signal.TERM);
        signal(Signal.CONT);
    }

    /** Waits for the end of a terminated process; one that takes too long is killed. */
    void awaitEnd() {
        if (!Patience.until(STOP_TIME_MAX, this::isDead)) {
            kill();
        }
    }

    private void require(ProcessState wanted) {
        ProcessState state = state();
        if (state != wanted) {
            throw new ClusterException(name() + " is " + state + ", not " + wanted);
        }
    }

    private void await(ProcessState wanted) {
        if (!Patience.until(SIGNAL_TIME_MAX, () -> state() == wanted)) {
            throw new ClusterException(name() + " is " + state() + ", and should be " + wanted);
        }
    }

    private void signal(Signal signal) {
        pid().ifPresent(pid -> processes.send(signal, pid));
    }
}
