package dev.cairn.metadata.upload;

import dev.cairn.api.metadata.Upload;
import dev.cairn.api.metadata.UploadKey;
import dev.cairn.btree.Cursor;
import dev.cairn.btree.TreeView;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Uploads and parts in one version of the tree. */
record UploadTable(TreeView items) {

    /** @throws CairnException ENOENT, reason {@code upload} */
    Upload require(UploadKey upload) {
        byte[] value = items.get(Keys.upload(upload));
        if (value == null) {
            throw new CairnException(ErrorCode.ENOENT, "upload", "there is no upload " + upload.id() + " of this key");
        }
        return Records.decodeUpload(value);
    }

    Optional<Records.StoredPart> part(UUID upload, int number) {
        byte[] value = items.get(Keys.part(upload, number));
        return value == null ? Optional.empty() : Optional.of(Records.StoredPart.decode(value));
    }

    List<Records.StoredPart> parts(UUID upload, int after, int limit) {
        List<Records.StoredPart> parts = new ArrayList<>();
        Cursor cursor = items.scan(Keys.part(upload, after + 1), Keys.behind(Keys.parts(upload)));
        while (parts.size() < limit && cursor.next()) {
            parts.add(Records.StoredPart.decode(cursor.value()));
        }
        return parts;
    }

    Optional<Records.CompletedUpload> completed(UUID upload) {
        byte[] value = items.get(Keys.completedUpload(upload));
        return value == null ? Optional.empty() : Optional.of(Records.CompletedUpload.decode(value));
    }
}
