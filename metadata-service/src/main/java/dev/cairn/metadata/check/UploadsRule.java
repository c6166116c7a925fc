package dev.cairn.metadata.check;

import dev.cairn.btree.Cursor;
import dev.cairn.kernel.ByteReader;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.Records;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** A part belongs to an upload that is under way, or to one whose parts are still to be freed. */
final class UploadsRule implements CheckRule {

    private static final int UPLOADS_AT_ONCE = 1 << 16;

    @Override
    public String name() {
        return "uploads";
    }

    @Override
    public void end(Check check) {
        byte[] from = Zones.start(Zones.PART);
        while (true) {
            Set<UUID> unknown = new HashSet<>();
            from = collect(from, unknown, check);
            if (unknown.isEmpty()) {
                return;
            }
            check.each(
                    Zones.start(Zones.UPLOAD),
                    Zones.end(Zones.UPLOAD),
                    (key, value) -> unknown.remove(Records.decodeUpload(value).id()));
            check.each(
                    Zones.start(Zones.ORPHAN_UPLOAD),
                    Zones.end(Zones.ORPHAN_UPLOAD),
                    (key, value) -> unknown.remove(Keys.orphanUploadId(key)));
            unknown.forEach(upload -> check.report(this, 0, "parts of upload " + upload + ", which is gone"));
        }
    }

    /** Takes the next uploads that have parts; answers where to go on. */
    private static byte[] collect(byte[] from, Set<UUID> uploads, Check check) {
        byte[] at = from;
        while (uploads.size() < UPLOADS_AT_ONCE) {
            Cursor cursor = check.items().scan(at, Zones.end(Zones.PART));
            if (!check.next(cursor)) {
                return Zones.end(Zones.PART);
            }
            var reader = new ByteReader(cursor.key());
            reader.skip(1);
            var upload = new UUID(reader.int64(), reader.int64());
            uploads.add(upload);
            at = Keys.behind(Keys.parts(upload));
        }
        return at;
    }
}
