package dev.cairn.metadata.check;

import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.Inode;
import java.util.Optional;

/** Every directory with a name is below the root, and none below itself. */
final class ConnectedRule implements CheckRule {

    @Override
    public String name() {
        return "connected";
    }

    @Override
    public void inode(Inode inode, Check check) {
        if (!inode.isDirectory() || inode.linkCount == 0) {
            return;
        }
        // Brent: the one left behind is moved up at powers of two, so a circle is noticed without remembering the way.
        InodeNumber behind = inode.number;
        InodeNumber at = inode.number;
        long steps = 0;
        long nextMark = 2;
        while (!at.equals(InodeNumber.ROOT)) {
            Optional<InodeNumber> parent = check.files()
                    .find(at)
                    .filter(directory -> directory.linkCount > 0)
                    .flatMap(directory -> Optional.ofNullable(directory.link))
                    .map(link -> link.directory());
            if (parent.isEmpty() || parent.get().equals(behind)) {
                check.report(
                        this,
                        inode.number.value(),
                        parent.isEmpty() ? "the way up ends at " + at : "the way up goes round at " + at);
                return;
            }
            at = parent.get();
            if (++steps == nextMark) {
                behind = at;
                nextMark *= 2;
            }
        }
    }
}
