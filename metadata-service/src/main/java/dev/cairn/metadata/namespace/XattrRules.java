package dev.cairn.metadata.namespace;

import dev.cairn.api.Caller;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.index.TaggedXattrs;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.Map;

/** Extended attributes: names, sizes, privileges (section 20 of the reference). */
final class XattrRules {

    private static final Bytes USER = Bytes.utf8("user.");
    private static final Bytes TRUSTED = Bytes.utf8("trusted.");
    private static final Bytes SECURITY = Bytes.utf8("security.");

    private XattrRules() {}

    static boolean isReadable(Bytes name, Caller caller) {
        return !name.startsWith(TRUSTED) || caller.has(Privilege.VOLUME_ADMIN);
    }

    /** Sets attributes together with another change, which stores the inode. */
    static void putAll(ShardTransaction transaction, Inode inode, Map<Bytes, Bytes> xattrs, Caller caller) {
        xattrs.forEach((name, value) -> {
            TaggedXattrs.requireName(name);
            requireSettable(inode, name, caller);
            requireSize(value);
            TaggedXattrs.beforeSet(transaction, inode.number, name, value);
            transaction.changes().put(Keys.xattr(inode.number, name), value.toByteArray());
        });
    }

    static void set(ShardTransaction transaction, Inode inode, Bytes name, Bytes value, XattrMode mode, Caller caller) {
        TaggedXattrs.requireName(name);
        requireName(name);
        requireSize(value);
        requireSettable(inode, name, caller);
        Access.WRITE.require(inode, caller);
        boolean exists = transaction.xattr(inode.number, name).isPresent();
        if (exists && mode == XattrMode.CREATE) {
            throw new CairnException(ErrorCode.EEXIST, "xattr", "attribute " + name + " exists already");
        }
        if (!exists && mode == XattrMode.REPLACE) {
            throw absent(name);
        }
        TaggedXattrs.beforeSet(transaction, inode.number, name, value);
        transaction.changes().put(Keys.xattr(inode.number, name), value.toByteArray());
        inode.ctime = transaction.now();
        transaction.store(inode);
    }

    static void remove(ShardTransaction transaction, Inode inode, Bytes name, Caller caller) {
        TaggedXattrs.requireName(name);
        requireName(name);
        requireSettable(inode, name, caller);
        Access.WRITE.require(inode, caller);
        if (transaction.xattr(inode.number, name).isEmpty()) {
            throw absent(name);
        }
        TaggedXattrs.beforeRemove(transaction, inode.number, name);
        transaction.changes().delete(Keys.xattr(inode.number, name));
        inode.ctime = transaction.now();
        transaction.store(inode);
    }

    private static CairnException absent(Bytes name) {
        return new CairnException(ErrorCode.ENODATA, "xattr", "there is no attribute " + name);
    }

    private static void requireName(Bytes name) {
        if (name.length() > MetadataLimits.XATTR_NAME_BYTES_MAX) {
            throw new CairnException(
                    ErrorCode.ERANGE,
                    "xattr",
                    "an attribute name has at most " + MetadataLimits.XATTR_NAME_BYTES_MAX + " bytes");
        }
    }

    private static void requireSize(Bytes value) {
        if (value.length() > MetadataLimits.XATTR_VALUE_BYTES_MAX) {
            throw new CairnException(
                    ErrorCode.E2BIG,
                    "xattr",
                    "an attribute value has at most " + MetadataLimits.XATTR_VALUE_BYTES_MAX + " bytes");
        }
    }

    private static void requireSettable(Inode inode, Bytes name, Caller caller) {
        requireName(name);
        if (name.startsWith(USER)) {
            if (inode.type == FileType.SYMLINK) {
                throw new CairnException(ErrorCode.EPERM, "xattr", "symlinks take no user attributes");
            }
            requireRest(name, USER);
        } else if (name.startsWith(TRUSTED)) {
            Access.requirePrivilege(caller, Privilege.VOLUME_ADMIN);
            requireRest(name, TRUSTED);
        } else if (name.startsWith(SECURITY)) {
            Access.requirePrivilege(caller, Privilege.VOLUME_ADMIN);
            requireRest(name, SECURITY);
        } else if (TaggedXattrs.isTagged(name)) {
            TaggedXattrs.requireSettable(name, caller);
        } else {
            throw new CairnException(
                    ErrorCode.EOPNOTSUPP, "xattr", "attributes named like " + name + " are not supported");
        }
    }

    private static void requireRest(Bytes name, Bytes prefix) {
        if (name.length() == prefix.length()) {
            throw new CairnException(ErrorCode.EINVAL, "xattr", "nothing follows the prefix " + prefix);
        }
    }
}
