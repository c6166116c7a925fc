package dev.cairn.metadata.namespace;

import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.item.EntryName;

/** Which names a directory accepts for new entries. */
final class NameRules {

    static final Bytes DOT = Bytes.utf8(".");
    static final Bytes DOT_DOT = Bytes.utf8("..");

    private NameRules() {}

    /** @throws CairnException EINVAL or ENAMETOOLONG */
    static void require(EntryName entry, NewEntry.NameRule rule) {
        Bytes name = entry.name();
        if (name.contains('/')) {
            throw new CairnException(ErrorCode.EINVAL, "name", "a name cannot contain a slash");
        }
        boolean isPosix = rule != NewEntry.NameRule.OBJECT_KEYS;
        if (isPosix && (name.isEmpty() || name.equals(DOT) || name.equals(DOT_DOT) || name.contains(0))) {
            throw new CairnException(ErrorCode.EINVAL, "name", "\"" + name + "\" cannot be a name");
        }
        if (name.isEmpty() && !entry.isDirectory()) {
            // A directory with such a file in it would look empty, and no key can name it.
            throw new CairnException(ErrorCode.EINVAL, "name", "only a directory can have an empty name");
        }
        int most = isPosix ? MetadataLimits.NAME_BYTES_MAX : MetadataLimits.OBJECT_NAME_BYTES_MAX;
        if (name.length() > most) {
            throw new CairnException(
                    ErrorCode.ENAMETOOLONG, "name", "a name has at most " + most + " bytes, not " + name.length());
        }
    }
}
