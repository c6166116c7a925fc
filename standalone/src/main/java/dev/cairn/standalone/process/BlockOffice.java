package dev.cairn.standalone.process;

import dev.cairn.api.block.BlockService;
import dev.cairn.api.block.Body;
import dev.cairn.api.block.LocalRange;
import dev.cairn.api.block.Location;
import dev.cairn.api.block.VolumeUsage;
import dev.cairn.block.BlockNode;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves bytes while this process leads the allocator. One thread starts and ends the service with each term; at all other
 * times calls are refused with {@link ErrorCode#UNAVAILABLE}, and callers ask the leader.
 *
 * <p>Bytes that were written are answered only if the leadership is confirmed after they are durable: so the next leader,
 * which settles where the segments of this one end, has seen them. Safe for use by any thread.
 */
final class BlockOffice implements BlockService, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BlockOffice.class);
    private static final long LOOK_MILLIS = 10;

    private final BlockNode node;
    private final Function<Epoch, BlockNode.Running> begin;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile BlockNode.@Nullable Running running;

    /** Only the thread touches it. */
    private Epoch serving = Epoch.NONE;

    /** @param begin starts the service for a term */
    BlockOffice(BlockNode node, Function<Epoch, BlockNode.Running> begin) {
        this.node = node;
        this.begin = begin;
        this.thread = Thread.ofPlatform().name("block-office").daemon().unstarted(this::watch);
    }

    /** From now on it serves whenever the node leads. */
    BlockOffice start() {
        thread.start();
        return this;
    }

    private void watch() {
        try {
            do {
                Epoch leading = node.leading();
                if (!leading.equals(serving)) {
                    change(leading);
                }
            } while (!closing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    private void change(Epoch leading) {
        end();
        if (!leading.equals(Epoch.NONE)) {
            try {
                running = begin.apply(leading);
                serving = leading;
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).addKeyValue("epoch", leading).log("the block service could not start");
            }
        }
    }

    private void end() {
        BlockNode.Running ended = running;
        running = null;
        serving = Epoch.NONE;
        if (ended != null) {
            try {
                ended.close();
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("the block service ended badly");
            }
        }
    }

    private BlockService service() {
        BlockNode.Running present = running;
        if (present == null) {
            throw new CairnException(ErrorCode.UNAVAILABLE, "block-service", "this block-service does not lead");
        }
        return present.service();
    }

    @Override
    public List<Location> append(long owner, long fileOffset, Body body, Deadline deadline) throws IOException {
        List<Location> locations = service().append(owner, fileOffset, body, deadline);
        node.requireLeading();
        return locations;
    }

    @Override
    public void read(Location location, OutputStream target, Deadline deadline) throws IOException {
        service().read(location, target, deadline);
    }

    @Override
    public Optional<LocalRange> localRange(Location location) {
        return service().localRange(location);
    }

    @Override
    public VolumeUsage usage() {
        return service().usage();
    }

    @Override
    public void close() throws InterruptedException {
        closing.countDown();
        if (thread.isAlive()) {
            thread.join();
        }
    }
}
