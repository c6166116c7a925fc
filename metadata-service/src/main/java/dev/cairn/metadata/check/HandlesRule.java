package dev.cairn.metadata.check;

import dev.cairn.api.metadata.HandleId;
import dev.cairn.btree.Cursor;
import dev.cairn.kernel.ByteReader;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.StoredHandle;
import dev.cairn.metadata.shard.OpenHandles;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** A handle keeps an inode that is there, and is found by inode and by holder; how many there are is counted. */
final class HandlesRule implements CheckRule {

    private long handles;
    private long counted;
    private long countedByHolder;

    @Override
    public String name() {
        return "handles";
    }

    @Override
    public Set<Integer> zones() {
        return Set.of(Zones.HANDLE, Zones.HANDLE_OF_INODE, Zones.HANDLE_OF_HOLDER, Zones.HANDLE_COUNT);
    }

    @Override
    public void item(byte[] key, byte[] value, Check check) {
        switch (Zones.of(key)) {
            case Zones.HANDLE -> handle(Keys.handleId(key), StoredHandle.decode(value), check);
            case Zones.HANDLE_COUNT -> count(key, new ByteReader(value).int64(), check);
            default -> reference(key, check);
        }
    }

    private void handle(HandleId id, StoredHandle handle, Check check) {
        handles++;
        if (check.files().find(handle.inode()).isEmpty()) {
            check.report(this, handle.inode().value(), "gone in spite of handle " + id);
        }
        boolean isFound = check.items().get(Keys.handleOf(handle.inode(), id)) != null
                && check.items().get(Keys.handleHeldBy(handle.holder(), id)) != null;
        if (!isFound) {
            check.report(this, handle.inode().value(), "handle " + id + " is not found by inode and holder");
        }
    }

    private void reference(byte[] key, Check check) {
        HandleId id = Keys.handleId(key);
        Optional<StoredHandle> handle = OpenHandles.find(check.items(), id);
        boolean belongs = handle.isPresent()
                && (Arrays.equals(key, Keys.handleOf(handle.get().inode(), id))
                        || Arrays.equals(key, Keys.handleHeldBy(handle.get().holder(), id)));
        if (!belongs) {
            check.report(this, Zones.number(key), "item " + Zones.text(key) + " belongs to no handle");
        }
    }

    private void count(byte[] key, long count, Check check) {
        if (key.length == 1) {
            counted = count;
            return;
        }
        var reader = new ByteReader(key);
        reader.skip(1);
        int uid = reader.int32();
        byte[] zone = Keys.handlesHeldBy(uid);
        Cursor cursor = check.items().scan(zone, Keys.behind(zone));
        long held = 0;
        while (check.next(cursor)) {
            held++;
        }
        countedByHolder += count;
        if (held != count) {
            check.report(this, 0, "user " + Integer.toUnsignedString(uid) + " has " + held + " handles, not " + count);
        }
    }

    @Override
    public void end(Check check) {
        if (handles != counted || handles != countedByHolder) {
            check.report(
                    this,
                    0,
                    handles + " handles are there, " + counted + " counted, " + countedByHolder + " by their holders");
        }
    }
}
