package dev.cairn.replica;

import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.Position;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Tells an operator, by log lines, what happens rarely: terms, restored trees, and everything that went wrong. */
public final class LoggingMonitor implements ReplicaMonitor {

    private static final Logger LOG = LoggerFactory.getLogger(LoggingMonitor.class);

    private final String name;

    public LoggingMonitor(String name) {
        this.name = name;
    }

    private LoggingEventBuilder with(LoggingEventBuilder line) {
        return line.addKeyValue("replica", name);
    }

    @Override
    public void recovered(Epoch epoch, Recovery recovery) {
        with(LOG.atInfo())
                .addKeyValue("epoch", epoch)
                .addKeyValue("checkpoint", recovery.checkpoint())
                .addKeyValue("end", recovery.end())
                .addKeyValue("entries", recovery.entries())
                .addKeyValue("millis", TimeUnit.NANOSECONDS.toMillis(recovery.nanos()))
                .log("a term begins");
    }

    @Override
    public void checkpointed(CheckpointReport report) {
        report.failure().ifPresent(why -> with(LOG.atError()).setCause(why).log("a checkpoint failed"));
    }

    @Override
    public void followingFailed(Throwable why) {
        with(LOG.atWarn()).addKeyValue("why", why.toString()).log("cannot follow the log");
    }

    @Override
    public void damaged(Throwable why) {
        with(LOG.atError()).addKeyValue("why", why.toString()).log("a page of the tree is damaged");
    }

    @Override
    public void restored(Position position) {
        with(LOG.atWarn())
                .addKeyValue("position", position)
                .log("the tree was replaced by the state of another replica");
    }

    @Override
    public void ended(Epoch epoch, Throwable why) {
        with(LOG.atInfo())
                .addKeyValue("epoch", epoch)
                .addKeyValue("why", why.getMessage())
                .log("a term ends");
    }
}
