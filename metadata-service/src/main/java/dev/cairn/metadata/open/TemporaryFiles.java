package dev.cairn.metadata.open;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.Handle;
import dev.cairn.api.metadata.TemporaryFile;
import dev.cairn.api.metadata.TemporaryRequest;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.namespace.Directories;
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.metadata.shard.ShardTransaction;

/** Files that begin without a name (TMP-1 to TMP-4). */
final class TemporaryFiles {

    private TemporaryFiles() {}

    static TemporaryFile create(ShardTransaction transaction, Caller caller, TemporaryRequest request) {
        Inode directory = transaction.resolve(request.directory(), caller);
        FileTree.requireDirectory(directory);
        Directories.requireAlive(directory);
        Inode file = Directories.newInode(transaction, directory, FileType.REGULAR, request.mode(), caller);
        transaction.changes().put(Keys.Leftover.ORPHAN_INODE.key(file.number.value()), new byte[0]);
        transaction.storeWithData(file);
        transaction.store(directory);
        Handle.Kind kind =
                request.linking() == TemporaryRequest.Linking.ALLOWED ? Handle.Kind.TEMPORARY : Handle.Kind.EXCLUSIVE;
        Handle handle = new HandleTable(transaction).open(file.number, caller, request.lease(), kind);
        return new TemporaryFile(handle, file.attributes());
    }
}
