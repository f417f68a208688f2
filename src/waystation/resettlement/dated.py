"""dated"""
