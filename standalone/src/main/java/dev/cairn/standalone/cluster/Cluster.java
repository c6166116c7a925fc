package dev.cairn.standalone.cluster;

import dev.cairn.standalone.cluster.Role.Stage;
import dev.cairn.standalone.process.ReplicaReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * What the commands do. Nothing is kept between two commands but what the folder and the system's process table tell.
 * Used by one thread.
 */
final class Cluster {

    private static final Duration READY_TIME_MAX = Duration.ofMinutes(2);

    private final ClusterLayout layout;
    private final List<MemberProcess> processes;
    private final HealthProbe probe;
    private final JavaCommand java;
    private final Consumer<String> progress;

    Cluster(ClusterLayout layout, HealthProbe probe, JavaCommand java, Consumer<String> progress) {
        this.layout = layout;
        this.probe = probe;
        this.java = java;
        this.progress = progress;
        var table = new ProcessTable();
        this.processes = layout.members().stream()
                .map(member -> new MemberProcess(member, layout.folder(), table))
                .toList();
    }

    /**
     * Starts those that do not run, and waits until all serve. If one of them does not come up, those that were started
     * are killed again.
     *
     * @throws ClusterException if there is nothing to start, or a member fails
     */
    void start() {
        List<MemberProcess> absent =
                processes.stream().filter(MemberProcess::isDead).toList();
        if (absent.isEmpty()) {
            throw new ClusterException("all members run on " + layout.folder().root() + " already; see status");
        }
        for (MemberProcess process : processes) {
            if (process.state() == ProcessState.PAUSED) {
                throw new ClusterException(process.name() + " is paused; resume or kill it first");
            }
        }
        absent.forEach(process -> requireFreePorts(process.member()));
        List<MemberProcess> started = new ArrayList<>();
        try {
            for (Stage stage : Stage.values()) {
                List<MemberProcess> next = absent.stream()
                        .filter(process -> process.member().role().stage() == stage)
                        .toList();
                started.addAll(next);
                startTogether(next);
            }
        } catch (ClusterException e) {
            started.forEach(MemberProcess::kill);
            throw e;
        }
    }

    private static void requireFreePorts(Member member) {
        member.ports().filter(port -> !HealthProbe.isFree(port)).findFirst().ifPresent(port -> {
            throw new ClusterException("port " + port + " of " + member.name()
                    + " is in use by another process; stop that one, or choose others with --port-base");
        });
    }

    private void startTogether(List<MemberProcess> next) {
        if (next.isEmpty()) {
            return;
        }
        progress.accept("Starting "
                + String.join(", ", next.stream().map(MemberProcess::name).toList()) + " ...");
        next.forEach(process -> process.start(java));
        next.forEach(this::awaitReady);
    }

    private void awaitReady(MemberProcess process) {
        String log = layout.folder().log(process.name()).toString();
        boolean ready = Patience.until(READY_TIME_MAX, () -> {
            if (process.isDead()) {
                throw new ClusterException(process.name() + " ended; the reason is at the end of " + log);
            }
            return probe.isReady(process.member());
        });
        if (!ready) {
            throw new ClusterException(
                    process.name() + " is not ready after " + READY_TIME_MAX.toSeconds() + " s; see " + log);
        }
    }

    void kill(String name) {
        running(name).kill();
    }

    void pause(String name) {
        running(name).pause();
    }

    void resume(String name) {
        running(name).resume();
    }

    /** Stops it if it runs, starts it, and waits until it serves. */
    void restart(String name) {
        MemberProcess process = process(name);
        process.terminate();
        process.awaitEnd();
        requireFreePorts(process.member());
        startTogether(List.of(process));
    }

    /** Stops all, the last started first; answers how many there were. */
    int stop() {
        int stopped = 0;
        for (Role role : List.of(Role.values()).reversed()) {
            List<MemberProcess> ending = processes.stream()
                    .filter(process -> process.member().role() == role && !process.isDead())
                    .toList();
            ending.forEach(MemberProcess::terminate);
            ending.forEach(MemberProcess::awaitEnd);
            stopped += ending.size();
        }
        return stopped;
    }

    /** Asks all running members at the same time. */
    ClusterStatus status() {
        Map<Member, ReplicaReport> reports = new ConcurrentHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            processes.stream()
                    .filter(process -> process.state() == ProcessState.RUNNING)
                    .map(MemberProcess::member)
                    .forEach(member -> threads.execute(
                            () -> probe.replica(member).ifPresent(report -> reports.put(member, report))));
        }
        return ClusterStatus.of(processes, reports);
    }

    boolean isEmpty() {
        return processes.stream().allMatch(MemberProcess::isDead);
    }

    private MemberProcess running(String name) {
        MemberProcess process = process(name);
        if (process.isDead()) {
            throw new ClusterException(name + " does not run");
        }
        return process;
    }

    private MemberProcess process(String name) {
        return processes.get(layout.members().indexOf(layout.member(name)));
    }
}
