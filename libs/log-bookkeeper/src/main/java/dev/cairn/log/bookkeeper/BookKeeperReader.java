package dev.cairn.log.bookkeeper;

import dev.cairn.log.ledger.LedgerReader;
import java.util.ArrayList;
import java.util.List;
import org.apache.bookkeeper.client.api.LedgerEntries;
import org.apache.bookkeeper.client.api.LedgerEntry;
import org.apache.bookkeeper.client.api.ReadHandle;

/**
 * Reads a BookKeeper ledger. One that is written to tells what is durable by its writer's last message to the bookies, which
 * is sent soon after an entry even if no other follows. One that is fenced meanwhile is known to be so shortly after, by a
 * watch in ZooKeeper.
 */
final class BookKeeperReader implements LedgerReader {

    private final ReadHandle handle;

    BookKeeperReader(ReadHandle handle) {
        this.handle = handle;
    }

    /** @throws dev.cairn.kernel.CairnException UNAVAILABLE if too few bookies answer */
    @Override
    public long lastDurable() {
        long heard = BookKeeperCalls.await(
                "ask for the end of ledger " + handle.getId(), handle.readLastAddConfirmedAsync());
        // Other bookies than last time may have answered, and know of less.
        return Math.max(heard, handle.getLastAddConfirmed());
    }

    /** Does not mind what this handle has heard to be durable: the caller knows, and that may be more. */
    @Override
    public List<byte[]> read(long first, long last) {
        String what = "read entries " + first + " to " + last + " of ledger " + handle.getId();
        List<byte[]> contents = new ArrayList<>();
        try (LedgerEntries entries =
                BookKeeperCalls.await(what, handle.readUnconfirmedAsync(first, last), LedgerEntries::close)) {
            for (LedgerEntry entry : entries) {
                contents.add(entry.getEntryBytes());
            }
        }
        return contents;
    }

    /** Ends the watch; nothing waits for anything. */
    @Override
    public void close() {
        var _ = handle.closeAsync();
    }
}
