package dev.carillon.simulator.replay;

import dev.carillon.simulator.recording.Party;
import dev.carillon.simulator.traffic.Traffic;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What each device of a recording did after having seen what, while the recording is read. One thread. */
final class DeviceStories {
    private final Map<Key, Story> stories = new HashMap<>();

    /** Each user's devices in the order in which they were first seen. */
    private final Map<String, List<Story>> ofUsers = new HashMap<>();

    private final Map<Message, Integer> rows = new HashMap<>();
    private final Map<Integer, Story> senders = new HashMap<>();

    /** A message as all who get it know it. */
    record Message(String user, long install, long cseq) {}

    /** A device. */
    record Key(String user, long install) {
        static Key of(Party party) {
            return new Key(party.user(), party.install());
        }
    }

    /** What is known of one device. */
    static final class Story {
        private final int nth;
        private final List<Step> steps = new ArrayList<>();
        private final Set<Message> seen = new LinkedHashSet<>();

        /** Connections it has now. */
        int online;

        private Story(int nth) {
            this.nth = nth;
        }

        /** Which of its user's, from 0. */
        int nth() {
            return nth;
        }

        /** It does something, after all that it has seen so far. */
        void step(Step.Kind kind, int row, long atUs) {
            steps.add(new Step(kind, row, atUs, seen.size()));
        }

        void sees(Message message) {
            seen.add(message);
        }
    }

    Story of(Key device) {
        Story known = stories.get(device);
        if (known == null) {
            List<Story> ofUser = ofUsers.computeIfAbsent(device.user, user -> new ArrayList<>());
            known = new Story(ofUser.size());
            ofUser.add(known);
            stories.put(device, known);
        }
        return known;
    }

    boolean knows(Message message) {
        return rows.containsKey(message);
    }

    /** The device sends a message, which is a row of the traffic. */
    void sends(Story story, Message message, int row) {
        rows.put(message, row);
        senders.put(row, story);
    }

    /** Rows of messages, as far as somebody was seen to send them. */
    BitSet rows(Set<Message> messages) {
        BitSet found = new BitSet();
        messages.stream().map(rows::get).filter(Objects::nonNull).forEach(found::set);
        return found;
    }

    /** All stories by the numbers that devices have in a script, and the same as {@link Devices}. */
    Numbered numbered(Traffic traffic) {
        List<Story> all = new ArrayList<>();
        List<Integer> ownersOfMore = new ArrayList<>();
        for (int user = 0; user < traffic.users(); user++) {
            all.add(ofUsers.getOrDefault(traffic.user(user), List.of(new Story(0)))
                    .get(0));
        }
        for (int user = 0; user < traffic.users(); user++) {
            List<Story> own = ofUsers.getOrDefault(traffic.user(user), List.of());
            for (int nth = 1; nth < own.size(); nth++) {
                all.add(own.get(nth));
                ownersOfMore.add(user);
            }
        }
        Map<Story, Integer> numbers = new IdentityHashMap<>();
        all.forEach(story -> numbers.put(story, numbers.size()));
        Map<Integer, Integer> sendersOfRows = new HashMap<>();
        senders.forEach((row, story) -> {
            if (story.nth > 0) {
                sendersOfRows.put(row, Objects.requireNonNull(numbers.get(story)));
            }
        });
        List<List<Step>> steps = new ArrayList<>();
        List<int[]> seen = new ArrayList<>();
        all.forEach(story -> add(story, steps, seen));
        return new Numbered(new Devices(traffic, ownersOfMore, sendersOfRows), steps, seen);
    }

    /** By device. */
    record Numbered(Devices devices, List<List<Step>> steps, List<int[]> seen) {}

    /** What was sent by somebody whom the recording did not see cannot be waited for. */
    private void add(Story story, List<List<Step>> steps, List<int[]> seen) {
        int[] known = new int[story.seen.size() + 1];
        List<Integer> list = new ArrayList<>();
        int count = 0;
        for (Message message : story.seen) {
            Integer row = rows.get(message);
            if (row != null) {
                list.add(row);
            }
            known[++count] = list.size();
        }
        seen.add(list.stream().mapToInt(Integer::intValue).toArray());
        steps.add(story.steps.stream()
                .map(step -> new Step(step.kind(), step.row(), step.dueUs(), known[step.seen()]))
                .toList());
    }
}
