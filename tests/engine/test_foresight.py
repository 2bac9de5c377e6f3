"""What a message may say of before and after."""

from datetime import timedelta

from builders import FORMAL, REMINDER_1, REMINDER_2
