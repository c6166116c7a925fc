package dev.cairn.metadata.check;

import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.EntryName;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.Link;
import dev.cairn.metadata.item.Records;
import java.util.Optional;
import java.util.Set;

/** Every entry stands in a directory and refers to an inode of its type that knows of it (DIR-2). */
final class EntriesRule implements CheckRule {

    @Override
    public String name() {
        return "entries";
    }

    @Override
    public Set<Integer> zones() {
        return Set.of(Zones.ENTRY);
    }

    @Override
    public void item(byte[] key, byte[] value, Check check) {
        var directory = new InodeNumber(Zones.number(key));
        EntryName name = Keys.entryName(key);
        Records.Target target = Records.Target.decode(value);
        Optional<Inode> parent = check.files().find(directory);
        if (parent.isEmpty() || !parent.get().isDirectory() || parent.get().linkCount == 0) {
            check.report(this, directory.value(), "entry \"" + name.name() + "\" stands in no directory");
        }
        Optional<Inode> inode = check.files().find(target.inode());
        if (inode.isEmpty()) {
            check.report(
                    this,
                    target.inode().value(),
                    "entry \"" + name.name() + "\" of " + directory + " refers to an inode that is gone");
        } else if (inode.get().type != target.type() || inode.get().isDirectory() != name.isDirectory()) {
            check.report(
                    this,
                    target.inode().value(),
                    "entry \"" + name.name() + "\" of " + directory + " has its type wrong");
        } else if (!Links.knows(check, inode.get(), new Link(directory, name))) {
            check.report(
                    this,
                    target.inode().value(),
                    "entry \"" + name.name() + "\" of " + directory + " has no back reference");
        }
    }
}
