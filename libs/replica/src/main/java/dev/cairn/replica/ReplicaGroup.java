package dev.cairn.replica;

import dev.cairn.coordination.Candidate;
import dev.cairn.coordination.Coordination;
import dev.cairn.coordination.LeaderElector;
import dev.cairn.coordination.LeaderRecord;
import dev.cairn.coordination.Leadership;
import dev.cairn.coordination.Member;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.TimeSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a replica lead whenever its group elects this process. One thread, named after the group, begins and ends terms, in
 * the order in which the elector tells; a term that failed is given up, so that the next one starts from what is durable.
 */
public final class ReplicaGroup implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaGroup.class);
    private static final long WATCH_MILLIS = 200;

    private final Replica replica;
    private final String group;
    private final ScheduledExecutorService thread;
    private volatile @Nullable LeaderElector elector;

    /** Only the thread touches it. */
    private Epoch serving = Epoch.NONE;

    private ReplicaGroup(Replica replica, String group) {
        this.replica = replica;
        this.group = group;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("group-" + group).daemon().factory());
    }

    /** Stands for election; {@code me} is registered with {@code coordination} and its ports listen. */
    public static ReplicaGroup join(
            Coordination coordination, String group, Member me, Replica replica, TimeSource clock) {
        var member = new ReplicaGroup(replica, group);
        member.thread.execute(member::end);
        Leadership leadership = coordination.leadership(group);
        member.elector = LeaderElector.start(coordination, group, me, member.new Terms(leadership), clock);
        Future<?> watch = member.thread.scheduleWithFixedDelay(
                member::giveUpFailedTerm, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
        if (watch.isCancelled()) {
            throw new IllegalStateException("the thread of " + group + " has ended");
        }
        return member;
    }

    private final class Terms implements Candidate {

        private final Leadership leadership;

        Terms(Leadership leadership) {
            this.leadership = leadership;
        }

        @Override
        public void elected(LeaderRecord record) {
            thread.execute(() -> begin(record, leadership));
        }

        @Override
        public void deposed(LeaderRecord record) {
            Future<?> ended = thread.submit(ReplicaGroup.this::end);
            try {
                ended.get();
            } catch (ExecutionException e) {
                LOG.atError().setCause(e).addKeyValue("group", group).log("a term ended badly");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void begin(LeaderRecord record, Leadership leadership) {
        try {
            replica.lead(record.epoch(), () -> leadership.isConfirmed(record));
            serving = record.epoch();
            LOG.atInfo()
                    .addKeyValue("group", group)
                    .addKeyValue("epoch", record.epoch())
                    .addKeyValue("position", replica.status().durable())
                    .log("leading");
        } catch (Exception e) {
            LOG.atError().setCause(e).addKeyValue("group", group).log("the term could not begin");
            stepDown();
        }
    }

    private void end() {
        serving = Epoch.NONE;
        replica.follow();
    }

    private void giveUpFailedTerm() {
        if (!serving.equals(Epoch.NONE) && replica.hasFailed()) {
            LOG.atWarn()
                    .addKeyValue("group", group)
                    .addKeyValue("epoch", serving)
                    .log("the term failed");
            serving = Epoch.NONE;
            stepDown();
        }
    }

    private void stepDown() {
        LeaderElector running = elector;
        if (running != null) {
            running.stepDown();
        }
    }

    /** Hands the leadership over and ends the term. */
    @Override
    public void close() {
        LeaderElector running = elector;
        if (running != null) {
            running.close();
        }
        thread.shutdownNow();
    }
}
