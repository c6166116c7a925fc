package dev.cairn.replica;

import dev.cairn.btree.Tree;
import dev.cairn.kernel.Position;
import dev.cairn.kernel.TimeSource;
import dev.cairn.log.LogEntry;
import dev.cairn.log.LogReader;
import dev.cairn.log.TransactionLog;
import java.io.IOException;

/**
 * What it took to bring a tree up to the end of the log.
 *
 * @param checkpoint where the tree stood
 * @param end the last entry, all are applied
 * @param entries how many were applied
 * @param bytes of them
 */
public record Recovery(Position checkpoint, Position end, long entries, long bytes, long nanos) {

    /** @throws dev.cairn.kernel.CairnException CORRUPT if the log is damaged or does not reach back to, or up to, the tree */
    static Recovery replay(TransactionLog log, Tree tree, TimeSource clock) throws IOException {
        long start = clock.nanoTime();
        Position checkpoint = tree.position();
        Position end = checkpoint;
        long entries = 0;
        long bytes = 0;
        try (LogReader reader = log.read(checkpoint)) {
            LogEntry entry;
            while ((entry = reader.next()) != null) {
                tree.apply(BatchCodec.read(entry.content()));
                end = entry.position();
                entries++;
                bytes += entry.content().length;
            }
        }
        return new Recovery(checkpoint, end, entries, bytes, clock.nanoTime() - start);
    }
}
