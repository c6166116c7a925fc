package dev.cairn.metadata.namespace;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.PutResult;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.extent.Trims;
import dev.cairn.metadata.item.EntryName;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.quota.QuotaRules;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.Optional;

/** Gives a file a content, making the file if it is not there. */
public final class Puts {

    private static final Bytes USER = Bytes.utf8("user.");

    private Puts() {}

    public static PutResult put(ShardTransaction transaction, Caller caller, PutRequest put) {
        return put(
                transaction,
                caller,
                put,
                transaction.adopt(put.content()),
                put.content().size());
    }

    /** The same with a content that is in the tree already. */
    public static PutResult put(
            ShardTransaction transaction, Caller caller, PutRequest put, ContentId content, long size) {
        Inode parent = Directories.parentOf(transaction, put.path(), put.parents(), caller);
        Bytes name = put.path().name();
        NameRules.require(EntryName.file(name), parent.names);
        Access.SEARCH.require(parent, caller);
        requireNoDirectory(transaction, parent, name);
        Optional<Inode> before = transaction.lookUp(parent, name, FileRef.Want.NOT_DIRECTORY, caller);
        Conditions.require(put.condition(), before);
        Inode file = before.isPresent()
                ? before.get()
                : Directories.newInode(transaction, parent, FileType.REGULAR, put.mode(), caller);
        if (before.isEmpty()) {
            Directories.addEntry(transaction, parent, EntryName.file(name), file, caller);
        } else {
            requireReplaceable(file, caller);
            SetIdBits.afterWrite(file, caller);
        }
        if (size > 0) {
            QuotaRules.requireData(transaction, file);
        }
        replaceContent(transaction, file, content, size, put);
        XattrRules.putAll(transaction, file, put.xattrs(), caller);
        if (before.isPresent() && put.xattrPolicy() == PutRequest.XattrPolicy.REPLACE_USER) {
            dropOtherUserXattrs(transaction, file, put);
        }
        transaction.storeWithData(file);
        return new PutResult(file.attributes(), before.isEmpty());
    }

    private static void requireNoDirectory(ShardTransaction transaction, Inode parent, Bytes name) {
        boolean isPosix = parent.names != NewEntry.NameRule.OBJECT_KEYS;
        if (isPosix
                && transaction.entry(parent.number, EntryName.directory(name)).isPresent()) {
            throw new CairnException(ErrorCode.EISDIR, "entry", "\"" + name + "\" is a directory");
        }
    }

    private static void requireReplaceable(Inode file, Caller caller) {
        if (!file.isRegular()) {
            throw new CairnException(ErrorCode.EINVAL, "type", "inode " + file.number + " is no regular file");
        }
        Access.WRITE.require(file, caller);
        Access.requireNotRetained(file);
    }

    private static void replaceContent(
            ShardTransaction transaction, Inode file, ContentId content, long size, PutRequest put) {
        boolean isFirstAndEmpty = file.dataVersion == 0 && file.size == 0 && size == 0;
        transaction.orphan(file.content);
        Trims.end(transaction, file);
        file.content = content;
        file.contentTag = put.contentTag();
        file.size = size;
        file.onlineBlocks = MetadataLimits.blocks(size);
        file.offlineBlocks = 0;
        file.isRecallRequested = false;
        file.keptUntil = Optional.empty();
        transaction.changes().delete(Keys.recall(file.number));
        if (!isFirstAndEmpty) {
            file.dataVersion++;
        }
        file.ctime = transaction.now();
        file.mtime = put.mtime().orElse(transaction.now());
    }

    private static void dropOtherUserXattrs(ShardTransaction transaction, Inode file, PutRequest put) {
        for (Bytes name : transaction.xattrNames(file.number)) {
            if (name.startsWith(USER) && !put.xattrs().containsKey(name)) {
                XattrRules.drop(transaction, file, name);
            }
        }
    }
}
