package dev.cairn.metadata.index;

import dev.cairn.api.Caller;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.IndexPosition;
import dev.cairn.api.metadata.TotalName;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.index.TaggedName.Position;
import dev.cairn.metadata.index.TaggedName.Tag;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Keeps what the tags of attributes stand for in step with the attributes. Whoever changes attributes of any name calls
 * these; names without the prefix {@code scoutfs.} pass through. The replica's thread.
 *
 * <p>The checks are in the order of XAT-10: {@link #requireName} comes before the lengths of name and value are looked at,
 * {@link #requireSettable} before it is looked whether the attribute exists, {@link #beforeSet} last.
 */
public final class TaggedXattrs {

    private TaggedXattrs() {}

    /** Whether a name is in the namespace of tagged attributes. */
    public static boolean isTagged(Bytes name) {
        return name.startsWith(TaggedName.PREFIX);
    }

    /** @throws CairnException EINVAL, reason {@code xattr-tag}, for a tagged name that is not well formed */
    public static void requireName(Bytes name) {
        if (isTagged(name)) {
            TaggedName.parse(name);
        }
    }

    /**
     * Checks that a tagged attribute can be set or removed.
     *
     * @throws CairnException EPERM without {@code VOLUME_ADMIN}; EINVAL if the numbers that its tags need are missing
     */
    public static void requireSettable(Bytes name, Caller caller) {
        TaggedName tagged = TaggedName.parse(name);
        Access.requirePrivilege(caller, Privilege.VOLUME_ADMIN);
        if (tagged.has(Tag.TOTAL)) {
            tagged.total();
        }
        if (tagged.has(Tag.INDEX)) {
            tagged.position();
        }
    }

    /** The names that are not hidden. */
    public static List<Bytes> visible(List<Bytes> names) {
        return names.stream().filter(name -> !isHidden(name)).toList();
    }

    static boolean isHidden(Bytes name) {
        return isTagged(name) && TaggedName.parse(name).has(Tag.HIDE);
    }

    /**
     * Called before an attribute gets a value, whether or not it is there already.
     *
     * @throws CairnException EINVAL if the tags do not allow the value
     */
    public static void beforeSet(ShardTransaction transaction, InodeNumber inode, Bytes name, Bytes value) {
        if (!isTagged(name)) {
            return;
        }
        TaggedName tagged = TaggedName.parse(name);
        Optional<Bytes> before = transaction.xattr(inode, name);
        if (tagged.has(Tag.INDEX) && !value.isEmpty()) {
            throw TaggedName.invalid("an attribute with the tag indx. has no value");
        }
        if (tagged.has(Tag.TOTAL)) {
            long added = TagNumber.parse(value)
                    .orElseThrow(
                            () -> TaggedName.invalid("the value of an attribute with the tag totl. is a number below"
                                    + " 2^64, in at most 23 characters"));
            long dropped = before.map(old -> storedNumber(name, old)).orElse(0L);
            addToTotal(transaction, tagged, added - dropped, before.isPresent() ? 0 : 1);
        }
        if (before.isEmpty()) {
            if (tagged.has(Tag.SEARCH)) {
                transaction.changes().put(Keys.search(name, inode), new byte[0]);
            }
            if (tagged.has(Tag.INDEX)) {
                transaction.changes().add(positionKey(tagged, inode), 1);
            }
        }
    }

    /** Called before an attribute is removed, by somebody or because its inode goes. */
    public static void beforeRemove(ShardTransaction transaction, InodeNumber inode, Bytes name) {
        Optional<Bytes> value = isTagged(name) ? transaction.xattr(inode, name) : Optional.empty();
        if (value.isEmpty()) {
            return;
        }
        TaggedName tagged = TaggedName.parse(name);
        if (tagged.has(Tag.TOTAL)) {
            addToTotal(transaction, tagged, -storedNumber(name, value.get()), -1);
        }
        if (tagged.has(Tag.SEARCH)) {
            transaction.changes().delete(Keys.search(name, inode));
        }
        if (tagged.has(Tag.INDEX)) {
            transaction.changes().add(positionKey(tagged, inode), -1);
        }
    }

    /**
     * What a stored attribute stands for.
     *
     * @param searchKey of the item that finds its inode, if it has the tag srch
     * @param positionKey of the counter of its inode at its position, if it has the tag indx
     * @param total that it adds to, if it has the tag totl
     * @param number that it adds
     */
    public record Derived(
            Optional<byte[]> searchKey, Optional<byte[]> positionKey, Optional<TotalName> total, long number) {}

    /**
     * What follows from an attribute that is stored.
     *
     * @throws CairnException EINVAL for a name that cannot have been accepted; CORRUPT if the value is no number
     */
    public static Derived derived(InodeNumber inode, Bytes name, Bytes value) {
        TaggedName tagged = TaggedName.parse(name);
        boolean isTotal = tagged.has(Tag.TOTAL);
        return new Derived(
                tagged.has(Tag.SEARCH) ? Optional.of(Keys.search(name, inode)) : Optional.empty(),
                tagged.has(Tag.INDEX) ? Optional.of(positionKey(tagged, inode)) : Optional.empty(),
                isTotal ? Optional.of(tagged.total()) : Optional.empty(),
                isTotal ? storedNumber(name, value) : 0);
    }

    private static void addToTotal(ShardTransaction transaction, TaggedName tagged, long sum, long count) {
        if (sum != 0 || count != 0) {
            transaction.changes().add(Keys.total(tagged.total()), sum, count);
        }
    }

    private static byte[] positionKey(TaggedName tagged, InodeNumber inode) {
        Position position = tagged.position();
        return Keys.indexPosition(new IndexPosition(position.major(), position.minor(), inode));
    }

    /** Only numbers are stored; anything else would leave a total wrong for ever. */
    private static long storedNumber(Bytes name, Bytes value) {
        OptionalLong number = TagNumber.parse(value);
        if (number.isEmpty()) {
            throw new CairnException(ErrorCode.CORRUPT, "total", "the stored value of \"" + name + "\" is no number");
        }
        return number.getAsLong();
    }
}
