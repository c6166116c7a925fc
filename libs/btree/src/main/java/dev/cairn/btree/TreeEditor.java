package dev.cairn.btree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The working state of a tree, changed by the writer thread alone. A node of an older generation is copied before it is
 * changed, and with it the branches above; the reference it hung from is noted, because its place becomes free with a later
 * checkpoint. So the branches above a node of the present generation are of it too.
 */
final class TreeEditor {

    private final Pages pages;
    private final DirtyPages dirty;
    private final int pageBytes;

    private ChildRef root;
    private long generation = 1;
    private long items;
    private int height;
    private List<ChildRef> replaced = new ArrayList<>();

    /** The way to the leaf that is being changed, as far as {@code depth}. */
    private final Branch[] branches = new Branch[TreeLimits.HEIGHT_MAX];

    private final int[] indexes = new int[TreeLimits.HEIGHT_MAX];
    private int depth;

    /** The range of the leaf at the end of the way: from, and up to (null: to the end). */
    private byte[] low = Branch.LOWEST;

    private byte @Nullable [] high;

    private final RecentLeaves recent = new RecentLeaves();

    TreeEditor(Pages pages, DirtyPages dirty, int pageBytes, ChildRef root, long items, int height) {
        this.pages = pages;
        this.dirty = dirty;
        this.pageBytes = pageBytes;
        this.root = root;
        this.items = items;
        this.height = height;
    }

    TreeReader reader() {
        return new TreeReader(pages, root);
    }

    /** Ends the generation: from now on its nodes are copied before they are changed. Holds no older ones from then on. */
    Snapshot freeze() {
        Arrays.fill(branches, null);
        recent.clear();
        return new Snapshot(reader(), generation++, items, height);
    }

    /** The references that were replaced since this was last asked. */
    List<ChildRef> takeReplaced() {
        List<ChildRef> taken = replaced;
        replaced = new ArrayList<>();
        return taken;
    }

    /** Descends to the leaf of a key, remembering the way. */
    private ChildRef descend(byte[] key) {
        ChildRef ref = root;
        depth = 0;
        low = Branch.LOWEST;
        high = null;
        while (pages.node(ref) instanceof Branch branch) {
            int index = branch.indexOf(key);
            branches[depth] = branch;
            indexes[depth] = index;
            depth++;
            low = index > 0 ? branch.separator(index) : low;
            high = index + 1 < branch.size() ? branch.separator(index + 1) : high;
            ref = branch.child(index);
        }
        return ref;
    }

    /** The leaf at the end of the way as one that may be changed, with the branches above it. */
    private Leaf leafForWriting(ChildRef ref) {
        Leaf before = (Leaf) pages.node(ref);
        Leaf leaf = before.forWriting(generation);
        if (leaf != before) {
            dirty.copied(before.generation, pageBytes);
            hang(ref, leaf);
        }
        return leaf;
    }

    /** Puts a copy in the place of what hung from {@code ref} at the end of the way. */
    private void hang(ChildRef ref, Node copy) {
        ChildRef old = ref;
        ChildRef fresh = ChildRef.to(copy);
        for (int level = depth - 1; level >= 0; level--) {
            replaced.add(old);
            Branch before = branches[level];
            Branch branch = before.forWriting(generation);
            branch.setChild(indexes[level], fresh);
            if (branch == before) {
                return;
            }
            branches[level] = branch;
            old = level == 0 ? root : branches[level - 1].child(indexes[level - 1]);
            fresh = ChildRef.to(branch);
        }
        replaced.add(old);
        root = fresh;
    }

    void put(byte[] key, byte[] value) {
        boolean isLarge = TreeLimits.isLarge(value.length, pageBytes);
        ChildRef large = isLarge ? ChildRef.to(new LargeValue(generation, value)) : null;
        dirty.added(isLarge ? value.length : 0);
        Leaf near = recent.find(key);
        if (near != null && putInto(near, near.findNear(key), key, value, large)) {
            return;
        }
        while (true) {
            Leaf leaf = leafForWriting(descend(key));
            recent.note(key, leaf, low, high);
            int index = leaf.findNear(key);
            if (putInto(leaf, index, key, value, large)
                    || split(leaf, index >= 0 ? index : -index - 1, key, value, large)) {
                return;
            }
        }
    }

    /** Whether there was room. */
    private boolean putInto(Leaf leaf, int index, byte[] key, byte[] value, @Nullable ChildRef large) {
        return index >= 0 ? replace(leaf, index, value, large) : insert(leaf, -index - 1, key, value, large);
    }

    private boolean replace(Leaf leaf, int index, byte[] value, @Nullable ChildRef large) {
        ChildRef before = leaf.isLarge(index) ? leaf.largeValue(index) : null;
        boolean isDone = leaf.replace(index, value, large);
        if (isDone && before != null) {
            replaced.add(before);
        }
        return isDone;
    }

    private boolean insert(Leaf leaf, int index, byte[] key, byte[] value, @Nullable ChildRef large) {
        boolean isDone = leaf.insert(index, key, value, large);
        items += isDone ? 1 : 0;
        return isDone;
    }

    /** Splits the leaf at the end of the way; whether the item is in one of the halves then. */
    private boolean split(Leaf leaf, int index, byte[] key, byte[] value, @Nullable ChildRef large) {
        recent.clear();
        Leaf right = leaf.splitOff(index, key);
        dirty.added(pageBytes);
        boolean isDone = true;
        byte[] separator;
        if (right.size() == 0) {
            separator = Branch.shortestBetween(leaf.key(leaf.size() - 1), key);
            insert(right, 0, key, value, large);
        } else if (leaf.size() == 0) {
            separator = Branch.shortestBetween(key, right.key(0));
            insert(leaf, 0, key, value, large);
        } else {
            separator = Branch.shortestBetween(leaf.key(leaf.size() - 1), right.key(0));
            isDone = false;
        }
        grow(separator, ChildRef.to(right));
        return isDone;
    }

    /** Adds a right neighbour to the node at the end of the way; branches that become too large are split in turn. */
    private void grow(byte[] firstSeparator, ChildRef firstRight) {
        byte[] separator = firstSeparator;
        ChildRef right = firstRight;
        for (int level = depth - 1; level >= 0; level--) {
            Branch branch = branches[level];
            branch.insert(indexes[level] + 1, separator, right);
            if (branch.bytes() <= pageBytes || branch.size() <= 2) {
                return;
            }
            Branch upper = branch.splitOff();
            separator = upper.separator(0);
            right = ChildRef.to(upper);
        }
        var top = new Branch(generation);
        top.append(Branch.LOWEST, root);
        top.append(separator, right);
        root = ChildRef.to(top);
        height++;
    }

    /** Removes an item; does nothing, and copies nothing, if there is none. */
    void delete(byte[] key) {
        ChildRef ref = descend(key);
        int index = ((Leaf) pages.node(ref)).find(key);
        if (index < 0) {
            return;
        }
        Leaf leaf = leafForWriting(ref);
        remove(leaf, index);
        for (int level = depth - 1; level >= 0; level--) {
            mend(branches[level], indexes[level]);
        }
        lowerRoot();
    }

    private void remove(Leaf leaf, int index) {
        if (leaf.isLarge(index)) {
            replaced.add(leaf.largeValue(index));
        }
        leaf.remove(index);
        items--;
    }

    /** Removes what lies in a range; nodes that lie in it whole are dropped without being copied. */
    void deleteRange(byte[] from, byte[] to) {
        if (Arrays.compareUnsigned(from, to) >= 0) {
            return;
        }
        recent.clear();
        ChildRef left = deleteRange(root, from, to);
        root = left == null ? ChildRef.to(new Leaf(generation, pageBytes)) : left;
        height = left == null ? 1 : height;
        lowerRoot();
    }

    /** What is left of a node; null if nothing is. */
    private @Nullable ChildRef deleteRange(ChildRef ref, byte[] from, byte[] to) {
        return switch (pages.node(ref)) {
            case Leaf leaf -> deleteRange(ref, leaf, from, to);
            case Branch branch -> deleteRange(ref, branch, from, to);
            case LargeValue value -> throw new IllegalStateException("a large value where a node belongs");
        };
    }

    private @Nullable ChildRef deleteRange(ChildRef ref, Leaf before, byte[] from, byte[] to) {
        int first = before.ceiling(from);
        int end = before.ceiling(to);
        if (first == end) {
            return ref;
        }
        if (first == 0 && end == before.size()) {
            drop(ref);
            return null;
        }
        Leaf leaf = before.forWriting(generation);
        for (int i = end - 1; i >= first; i--) {
            remove(leaf, i);
        }
        return held(ref, before, leaf);
    }

    private @Nullable ChildRef deleteRange(ChildRef ref, Branch before, byte[] from, byte[] to) {
        int first = before.indexOf(from);
        int last = before.indexOf(to);
        Branch branch = before.forWriting(generation);
        for (int i = last; i >= first; i--) {
            ChildRef child = branch.child(i);
            ChildRef left = null;
            if (i == first || i == last) {
                left = deleteRange(child, from, to);
            } else {
                drop(child);
            }
            if (left == null) {
                branch.remove(i);
            } else {
                branch.setChild(i, left);
            }
        }
        for (int i = Math.min(first + 1, branch.size() - 1); i >= Math.max(0, first); i--) {
            mend(branch, i);
        }
        if (branch.size() == 0) {
            replaced.add(ref);
            return null;
        }
        return held(ref, before, branch);
    }

    private ChildRef held(ChildRef ref, Node before, Node node) {
        if (node == before) {
            return ref;
        }
        replaced.add(ref);
        return ChildRef.to(node);
    }

    /** Notes a node and all below it as replaced. */
    private void drop(ChildRef ref) {
        replaced.add(ref);
        switch (pages.node(ref)) {
            case Branch branch -> {
                for (int i = 0; i < branch.size(); i++) {
                    drop(branch.child(i));
                }
            }
            case Leaf leaf -> {
                items -= leaf.size();
                for (ChildRef large : leaf.large()) {
                    if (large != null) {
                        replaced.add(large);
                    }
                }
            }
            case LargeValue value -> throw new IllegalStateException("a large value where a node belongs");
        }
    }

    /** Drops a child that became empty; joins one that became small with a neighbour. */
    private void mend(Branch parent, int index) {
        Node child = pages.node(parent.child(index));
        if (isEmpty(child)) {
            recent.clear();
            replaced.add(parent.child(index));
            parent.remove(index);
        } else if (child.bytes() < pageBytes / TreeLimits.MERGE_BELOW_DIVISOR && parent.size() > 1) {
            int left = index == parent.size() - 1 ? index - 1 : index;
            Node joined = join(
                    parent.separator(left + 1),
                    pages.node(parent.child(left)),
                    pages.node(parent.child(left + 1)),
                    pageBytes * TreeLimits.MERGE_FILL_PERCENT / 100);
            if (joined != null) {
                recent.clear();
                replaced.add(parent.child(left));
                replaced.add(parent.child(left + 1));
                parent.setChild(left, ChildRef.to(joined));
                parent.remove(left + 1);
            }
        }
    }

    private static boolean isEmpty(Node node) {
        return node instanceof Leaf leaf ? leaf.size() == 0 : node instanceof Branch branch && branch.size() == 0;
    }

    private @Nullable Node join(byte[] between, Node left, Node right, int bytesMax) {
        if (left instanceof Leaf first && right instanceof Leaf second) {
            return Leaf.joined(generation, pageBytes, first, second, bytesMax);
        }
        if (left instanceof Branch first
                && right instanceof Branch second
                && first.bytes() + second.bytes() <= bytesMax) {
            // Never in place: the left one may be of this generation, but hangs from a reference that is dropped.
            Branch joined = first.copy(generation);
            joined.join(between, second);
            return joined;
        }
        return null;
    }

    private void lowerRoot() {
        while (pages.node(root) instanceof Branch branch && branch.size() <= 1) {
            replaced.add(root);
            if (branch.size() == 1) {
                root = branch.child(0);
                height--;
            } else {
                root = ChildRef.to(new Leaf(generation, pageBytes));
                height = 1;
            }
        }
    }
}
