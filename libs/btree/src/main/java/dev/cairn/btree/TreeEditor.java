package dev.cairn.btree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The working state of a tree, changed by the writer thread alone. A node of an older generation is copied before it is
 * changed; the reference it hung from is noted, because its place becomes free with a later checkpoint.
 */
final class TreeEditor {

    private static final byte[] LOWEST = new byte[0];

    private final Pages pages;
    private final int pageBytes;

    private ChildRef root;
    private long generation;
    private long items;
    private int height;
    private List<ChildRef> replaced = new ArrayList<>();

    /** What an insert below did to the child: it has another reference, and perhaps a new right neighbour. */
    private record Edited(
            ChildRef ref,
            byte @Nullable [] separator,
            @Nullable ChildRef right) {}

    TreeEditor(Pages pages, int pageBytes, ChildRef root, long items, int height) {
        this.pages = pages;
        this.pageBytes = pageBytes;
        this.root = root;
        this.items = items;
        this.height = height;
        this.generation = 1;
    }

    TreeReader reader() {
        return new TreeReader(pages, root);
    }

    /** Ends the generation: from now on its nodes are copied before they are changed. */
    Snapshot freeze() {
        return new Snapshot(reader(), generation++, items, height);
    }

    /** The references that were replaced since this was last asked. */
    List<ChildRef> takeReplaced() {
        List<ChildRef> taken = replaced;
        replaced = new ArrayList<>();
        return taken;
    }

    void put(byte[] key, byte[] value) {
        Edited edited = put(root, key, value);
        root = edited.ref;
        if (edited.right != null && edited.separator != null) {
            var top = new Branch(generation);
            top.append(LOWEST, edited.ref);
            top.append(edited.separator, edited.right);
            root = ChildRef.to(top);
            height++;
        }
    }

    private Edited put(ChildRef ref, byte[] key, byte[] value) {
        Node before = pages.node(ref);
        Node node = before.forWriting(generation);
        ChildRef here = hold(ref, before, node);
        return switch (node) {
            case Leaf leaf -> {
                putInLeaf(leaf, key, value);
                yield leaf.bytes() > pageBytes && leaf.size() > 1
                        ? splitLeaf(here, leaf)
                        : new Edited(here, null, null);
            }
            case Branch branch -> {
                int index = branch.indexOf(key);
                Edited child = put(branch.child(index), key, value);
                branch.setChild(index, child.ref);
                if (child.right != null && child.separator != null) {
                    branch.insert(index + 1, child.separator, child.right);
                }
                yield branch.bytes() > pageBytes && branch.size() > 2
                        ? splitBranch(here, branch)
                        : new Edited(here, null, null);
            }
        };
    }

    private void putInLeaf(Leaf leaf, byte[] key, byte[] value) {
        int index = leaf.find(key);
        if (index >= 0) {
            leaf.replace(index, value);
        } else {
            leaf.insert(-index - 1, key, value);
            items++;
        }
    }

    private static Edited splitLeaf(ChildRef here, Leaf leaf) {
        Leaf right = leaf.splitOff();
        byte[] separator = shortestBetween(leaf.key(leaf.size() - 1), right.key(0));
        return new Edited(here, separator, ChildRef.to(right));
    }

    private static Edited splitBranch(ChildRef here, Branch branch) {
        Branch right = branch.splitOff();
        return new Edited(here, right.separator(0), ChildRef.to(right));
    }

    /** The shortest prefix of {@code above} that is still above {@code below}. */
    private static byte[] shortestBetween(byte[] below, byte[] above) {
        int mismatch = Arrays.mismatch(below, above);
        return Arrays.copyOf(above, Math.min(above.length, mismatch + 1));
    }

    private ChildRef hold(ChildRef ref, Node before, Node node) {
        if (node == before) {
            return ref;
        }
        replaced.add(ref);
        return ChildRef.to(node);
    }

    /** Removes an item; does nothing, and copies nothing, if there is none. */
    void delete(byte[] key) {
        if (reader().get(key) == null) {
            return;
        }
        root = delete(root, key);
        items--;
        Node top = pages.node(root);
        while (top instanceof Branch branch && branch.size() == 1) {
            replaced.add(root);
            root = branch.child(0);
            height--;
            top = pages.node(root);
        }
        if (top instanceof Branch branch && branch.size() == 0) {
            replaced.add(root);
            root = ChildRef.to(new Leaf(generation));
            height = 1;
        }
    }

    private ChildRef delete(ChildRef ref, byte[] key) {
        Node before = pages.node(ref);
        Node node = before.forWriting(generation);
        ChildRef here = hold(ref, before, node);
        switch (node) {
            case Leaf leaf -> leaf.remove(leaf.find(key));
            case Branch branch -> {
                int index = branch.indexOf(key);
                branch.setChild(index, delete(branch.child(index), key));
                mend(branch, index);
            }
        }
        return here;
    }

    /** Drops a child that became empty; joins one that became small with a neighbour. */
    private void mend(Branch parent, int index) {
        Node child = pages.node(parent.child(index));
        if (child.size() == 0) {
            parent.remove(index);
        } else if (child.bytes() < pageBytes / TreeLimits.MERGE_BELOW_DIVISOR && parent.size() > 1) {
            int left = index == parent.size() - 1 ? index - 1 : index;
            Node first = pages.node(parent.child(left));
            Node second = pages.node(parent.child(left + 1));
            if (first.bytes() + second.bytes() <= pageBytes * TreeLimits.MERGE_FILL_PERCENT / 100) {
                join(parent, left, first, second);
            }
        }
    }

    private void join(Branch parent, int left, Node first, Node second) {
        Node joined = first.forWriting(generation);
        ChildRef here = hold(parent.child(left), first, joined);
        switch (joined) {
            case Leaf leaf -> leaf.join((Leaf) second);
            case Branch branch -> branch.join(parent.separator(left + 1), (Branch) second);
        }
        parent.setChild(left, here);
        replaced.add(parent.child(left + 1));
        parent.remove(left + 1);
    }
}
