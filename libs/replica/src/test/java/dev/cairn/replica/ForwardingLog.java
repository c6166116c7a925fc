package dev.cairn.replica;

import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.Position;
import dev.cairn.log.Appender;
import dev.cairn.log.LogReader;
import dev.cairn.log.TransactionLog;
import java.io.IOException;

/** A log that passes everything on, for tests that change some of it. */
class ForwardingLog implements TransactionLog {

    private final TransactionLog below;

    ForwardingLog(TransactionLog below) {
        this.below = below;
    }

    @Override
    public Appender open(Epoch epoch) throws IOException {
        return below.open(epoch);
    }

    @Override
    public Position end() {
        return below.end();
    }

    @Override
    public LogReader read(Position after) throws IOException {
        return below.read(after);
    }

    @Override
    public void trim(Position upTo) throws IOException {
        below.trim(upTo);
    }

    @Override
    public void close() {
        below.close();
    }
}
